"""What a State Party must do, and what is known of it: nobody is called overdue but by sourced facts."""

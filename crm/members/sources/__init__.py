"""Sources of people: readers that turn other people's files into plain rows, whatever is in them."""

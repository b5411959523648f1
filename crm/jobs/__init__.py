"""Jobs: work done in the background, kept in the application's own database."""

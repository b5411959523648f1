"""What the front pages, the search and the public page ask."""

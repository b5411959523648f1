"""What others publish about treaties, read into our terms."""

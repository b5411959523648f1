"""The front pages of the three users, search and what the public sees: leaves that read every feature."""

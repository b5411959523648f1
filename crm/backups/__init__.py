"""Backups: the whole state of an instance in one file, and its return."""

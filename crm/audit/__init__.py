"""Audit: what each act changed, by whom and when, and how it is undone."""

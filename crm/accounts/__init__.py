"""Accounts: who can sign in, what each role may do, and the organisation's settings."""

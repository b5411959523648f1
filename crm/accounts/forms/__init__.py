"""The forms of accounts: signing in, one's own account, users, and the organisation."""

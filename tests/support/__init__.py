"""Real servers for the tests: PostgreSQL, SMTP and the application behind a browser."""

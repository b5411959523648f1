"""Everything done to accounts: signing in, mailed links, second factors, users and the organisation."""

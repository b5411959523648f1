"""Whether mail may leave for real people: the go-live checklist, each point seen or waved through with a reason."""

"""The forms of digests: what staff write, and what a reader tells."""

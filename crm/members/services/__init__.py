"""Everything we do with people."""

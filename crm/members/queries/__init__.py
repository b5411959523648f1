"""Everything we ask about people."""

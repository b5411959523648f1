"""Everything we ask about letters."""

"""Everything we ask about what came back."""

"""The forms of follow-ups."""

"""Local stand-in."""

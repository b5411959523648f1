"""Who goes to a meeting of a treaty: which Governments are registered, and who of our people comes and spoke."""

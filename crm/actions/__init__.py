"""Actions: what members did in parliament, who took part, and what came of it."""

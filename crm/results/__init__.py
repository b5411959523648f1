"""Results: what came of each digest in the thirty days after it, counted and kept, and how that went over time."""

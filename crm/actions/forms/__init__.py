"""The forms of actions: writing one down, what came of it, and filtering the list."""

"""Steps at home: what a State does, step by step, towards a treaty or away from it."""

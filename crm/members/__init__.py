"""Members: everyone we keep a record of, their mandates, stages, consent and interactions."""

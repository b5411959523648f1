"""The forms about joining."""

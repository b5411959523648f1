"""Preferences: what readers choose of our mail: its topics, how often it comes, a pause, its language, its address."""

"""Running: an instance is set up, served and looked after."""

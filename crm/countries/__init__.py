"""Countries: the States, their regions, the chambers of their parliaments, and meetings."""

"""Digests: issues of the update, composed of blocks, said to each reader for their own country."""

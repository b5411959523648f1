"""Requests to join the network: who asks, whether the address is theirs, and what we answered."""

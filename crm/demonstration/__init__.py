"""Demonstration: a plainly invented network with which to try the product."""

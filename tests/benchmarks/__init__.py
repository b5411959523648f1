"""Benchmarks: they fill a database and print ratios; none of them is a timed test."""

"""Everything we do to digests."""

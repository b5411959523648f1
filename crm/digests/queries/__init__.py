"""Everything we ask about digests."""

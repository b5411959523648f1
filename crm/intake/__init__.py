"""What comes back: bounces, complaints and replies, read from raw mail; they act where a delivery of ours matches."""

"""Everything done to letters: senders and texts kept, batches made, sent and stopped."""

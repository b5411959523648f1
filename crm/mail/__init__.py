"""Mail: the ledger of every message to every recipient, and its delivery."""

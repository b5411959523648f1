"""How often readers' pages may be asked from one place."""

from __future__ import annotations

from datetime import timedelta

from crm.accounts.rates import Rate

LINKS = Rate("mailed_links", 30, timedelta(minutes=1))
"""What one visitor tells, or codes they try; one-click unsubscribing is never refused."""

"""The pages about mail: what waits, what is stopped or in doubt, and the outbox."""

from __future__ import annotations

from crm.mail.views import ledger, outbox
from crm.mail.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "ledger", "outbox"]

"""The pages of what came back: the box, one message, an address, a domain; and the hook for mail servers."""

from __future__ import annotations

from crm.intake.views import addresses, domains, hook, listing, messages
from crm.intake.views.blueprint import bp

blueprints = (bp,)

__all__ = ["addresses", "blueprints", "domains", "hook", "listing", "messages"]

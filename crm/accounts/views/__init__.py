"""The pages of accounts."""

from __future__ import annotations

from crm.accounts.views import account, devices, leaving, links, organisation, second_factor, signing_in, start, users
from crm.accounts.views.blueprint import bp

blueprints = (bp,)

__all__ = [
    "account",
    "blueprints",
    "devices",
    "leaving",
    "links",
    "organisation",
    "second_factor",
    "signing_in",
    "start",
    "users",
]

"""The blueprint of countries, and what its pages share."""

from __future__ import annotations

from flask import Blueprint

from crm.accounts.rights import Act, Relation, reach
from crm.web import current

bp = Blueprint("countries", __name__, url_prefix="/countries")

TREATY = "ccm"
"""The treaty the network is about."""

WRONG = 422


def sees_people() -> bool:
    """Whether whoever reads the page sees the network's people."""
    return reach(current.actor(), Act.SEE_PEOPLE) is Relation.ANY

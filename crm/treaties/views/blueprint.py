"""The blueprint of treaties, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, abort

from crm.accounts.rights import Act, Relation, allowed
from crm.treaties.models import Treaty
from crm.treaties.queries import get_treaty
from crm.web import current

TREATY = "ccm"
"""The treaty the network is about."""

bp = Blueprint("treaties", __name__, url_prefix="/treaties")


def treaty_or_404(key: str) -> Treaty:
    """The treaty of an address."""
    try:
        return get_treaty(current.session(), key)
    except LookupError:
        abort(404)


def may_edit() -> bool:
    """Whether whoever reads the page keeps the facts."""
    return allowed(current.actor(), Act.EDIT_FACTS, Relation.ANY)

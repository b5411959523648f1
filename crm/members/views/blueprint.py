"""The blueprint of the pages about people, and how they find a person."""

from __future__ import annotations

from flask import Blueprint, abort

from crm.members.models import Member
from crm.members.queries import find_member
from crm.web import current

WRONG = 422
"""A form with errors: nothing is kept but what was typed."""

bp = Blueprint("members", __name__, url_prefix="/members")


def person_or_404(member_id: int) -> Member:
    """Somebody this actor may see; 404 for anybody else, so that nothing is told."""
    found = find_member(current.session(), member_id, current.actor())
    if found is None:
        abort(404)
    return found

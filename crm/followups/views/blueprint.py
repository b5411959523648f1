"""The blueprint that the pages of follow-ups hang on."""

from __future__ import annotations

from flask import Blueprint, abort

from crm.followups.forms.words import follow_up_verb, follow_up_word, needed
from crm.followups.places import place_of
from crm.followups.queries import FollowUpRow, find_follow_up
from crm.web import current

WRONG = 422

bp = Blueprint("followups", __name__)
bp.app_template_filter("follow_up_word")(follow_up_word)
bp.app_template_filter("follow_up_verb")(follow_up_verb)
bp.app_template_filter("needed")(needed)
bp.app_template_filter("place_of")(place_of)


def wanted(follow_up_id: int) -> FollowUpRow:
    """The follow-up of the address, if whoever asks may see it; else 404."""
    row = find_follow_up(current.session(), follow_up_id, current.actor())
    if row is None:
        abort(404)
    return row

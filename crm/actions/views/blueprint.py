"""The blueprint that the pages of actions hang on."""

from __future__ import annotations

from flask import Blueprint, abort

from crm.actions.forms.words import action_word
from crm.actions.queries import ActionRecord, find_action, may_edit
from crm.web import current

bp = Blueprint("actions", __name__)
bp.app_template_filter("action_word")(action_word)


def wanted(action_id: int) -> ActionRecord:
    """The action of the address, if whoever asks may see it; else 404."""
    record = find_action(current.session(), action_id, current.actor())
    if record is None:
        abort(404)
    return record


def editable(action_id: int) -> ActionRecord:
    """The action of the address, if whoever asks may edit it; 403 where they may only see it."""
    record = wanted(action_id)
    if not may_edit(record, current.actor()):
        abort(403)
    return record

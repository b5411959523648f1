"""Undoing an act by the button that stood beside its message or in the journal."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act, Relation, allowed
from crm.audit import queries, services
from crm.audit.models import ChangeSet
from crm.web import current
from crm.web.access import requires
from crm.web.addresses import local_target

bp = Blueprint("audit", __name__)
blueprints = (bp,)

GUARDED = {"user": Act.MANAGE_USERS, "acts_for": Act.MANAGE_USERS, "organisation": Act.EDIT_SETTINGS}
"""Tables whose rows nobody puts back who could not change them today: a role once given up is not taken back so."""


@bp.post("/audit/<int:change_set_id>/undo")
@requires(Act.UNDO)
def undo(change_set_id: int) -> ResponseReturnValue:
    """Undo an act: one's own, or anybody's where the role reaches so far."""
    change_set = queries.find_change_set(current.session(), change_set_id)
    if change_set is None or not may_undo(change_set):
        abort(404)
    if change_set.undone_by is None:
        doing = services.Doing(act="audit.undo", at=current.now(), actor_id=current.actor().user_id)
        _tell(services.undo(current.session(), change_set_id, doing))
    else:
        flash(_("This was undone before."))
    return redirect(local_target(request.form.get("next")))


def may_undo(change_set: ChangeSet) -> bool:
    """Whether whoever is signed in may undo this act."""
    actor = current.actor()
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    if not allowed(actor, Act.UNDO, Relation.OWN if own else Relation.ANY):
        return False
    touched = queries.tables_of(current.session(), change_set.id)
    return all(allowed(actor, act, Relation.ANY) for table, act in GUARDED.items() if table in touched)


def _tell(undone: services.Undone) -> None:
    kept = len(undone.kept)
    if not undone.restored:
        flash(_("Nothing was undone: what it changed was changed again since."), "error")
    elif kept:
        flash(
            ngettext(
                "Undone, but for one thing that was changed again since.",
                "Undone, but for %(num)d things that were changed again since.",
                kept,
            )
        )
    else:
        flash(_("Undone."))

"""What was done and by whom, the journal of sign-ins and refusals, and undoing an act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.errors import LastCoordinatorError
from crm.accounts.queries import user_names
from crm.accounts.rights import Act, Relation, allowed
from crm.accounts.services.users import require_a_coordinator
from crm.audit import queries, services
from crm.audit.forms import FilterForm, who_choices
from crm.audit.models import AuditEntry, ChangeSet
from crm.web import current
from crm.web.access import requires
from crm.web.addresses import local_target

bp = Blueprint("audit", __name__)
blueprints = (bp,)

GUARDED = {"user": Act.MANAGE_USERS, "acts_for": Act.MANAGE_USERS, "organisation": Act.EDIT_SETTINGS}
"""Tables whose rows nobody puts back who could not change them today: a role once given up is not taken back so."""


@bp.get("/audit/")
@requires(Act.SEE_AUDIT)
def index() -> str:
    """List what was done, the newest first."""
    form = _filter_form()
    rows = queries.change_sets(current.session(), form.which(request.args.get("before", type=int)))
    return _list_page("audit/index.html", form, rows)


@bp.get("/audit/journal")
@requires(Act.SEE_AUDIT)
def journal() -> str:
    """List sign-ins, refusals, exports and sendings, the newest first."""
    form = _filter_form()
    rows = queries.entries(current.session(), form.which(request.args.get("before", type=int)))
    return _list_page("audit/journal.html", form, rows)


@bp.get("/audit/<int:change_set_id>")
@requires(Act.SEE_AUDIT)
def change_set(change_set_id: int) -> str:
    """Show what one act changed, row by row, and ask before it is undone."""
    found = queries.find_change_set(current.session(), change_set_id)
    if found is None:
        abort(404)
    return render_template(
        "audit/change_set.html",
        act=found,
        changes=queries.changes_of(current.session(), change_set_id),
        arrivals=queries.arrivals_of(current.session(), change_set_id),
        count=queries.count_changes(current.session(), change_set_id),
        names=user_names(current.session()),
        may_undo=found.undone_by is None and may_undo(found),
    )


@bp.post("/audit/<int:change_set_id>/undo")
@requires(Act.UNDO)
def undo(change_set_id: int) -> ResponseReturnValue:
    """Undo an act: one's own, or anybody's where the role reaches so far."""
    change_set = queries.find_change_set(current.session(), change_set_id)
    if change_set is None or not may_undo(change_set):
        abort(404)
    if change_set.undone_by is None:
        touches_users = "user" in queries.tables_of(current.session(), change_set_id)
        doing = services.Doing(act="audit.undo", at=current.now(), actor_id=current.actor().user_id)
        undone = services.undo(current.session(), change_set_id, doing)
        if not touches_users or _leaves_a_coordinator():
            _tell(undone)
    else:
        flash(_("This was undone before."))
    return redirect(local_target(request.form.get("next")))


def may_undo(change_set: ChangeSet) -> bool:
    """Whether whoever is signed in may undo this act."""
    actor = current.actor()
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    if not allowed(actor, Act.UNDO, Relation.OWN if own else Relation.ANY):
        return False
    if queries.is_erased(current.session(), change_set.id):
        return False
    touched = queries.tables_of(current.session(), change_set.id)
    return all(allowed(actor, act, Relation.ANY) for table, act in GUARDED.items() if table in touched)


def _leaves_a_coordinator() -> bool:
    """Whether somebody is left who can let others in; takes the undo back when nobody is."""
    try:
        require_a_coordinator(current.session())
    except LastCoordinatorError:
        current.session().rollback()
        flash(_("Not undone: nobody would be coordinator any more."), "error")
        return False
    return True


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.who.choices = who_choices(user_names(current.session()))
    form.validate()
    return form


def _list_page(template: str, form: FilterForm, rows: Sequence[ChangeSet] | Sequence[AuditEntry]) -> str:
    shown, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "before" and value}
    older = url_for(request.endpoint or "", before=shown[-1].id, **kept) if more else None
    names = user_names(current.session())
    return render_template(template, form=form, rows=shown, older=older, names=names)


def _tell(undone: services.Undone) -> None:
    kept, people = len(undone.kept), sum(key.startswith("member:") for key in undone.kept)
    if not undone.restored:
        flash(_("Nothing was undone: what it changed was changed again since."), "error")
    elif people:
        flash(
            ngettext(
                "Undone, but for one person whom somebody worked with since: they stay as they are.",
                "Undone, but for %(num)d people whom somebody worked with since: they stay as they are.",
                people,
            )
        )
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

"""Note a call: who, what was said, what they did, what we owe; one save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.rights import Act, Relation, allowed
from crm.actions.services import ActionDraft, Part, record_action
from crm.audit.services import describe
from crm.countries.queries import list_places
from crm.followups.services import Promise, open_follow_up
from crm.members import services
from crm.members.audience import Filter
from crm.members.forms.calls import CallForm
from crm.members.models import Member
from crm.members.queries import people
from crm.members.queries.listing import ORDERS, lines
from crm.members.services.people import Said
from crm.members.views.blueprint import WRONG, bp, person_or_404
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.undo import offer_undo

MOST_FOUND = 20


@bp.get("/note")
@requires(Act.EDIT_PEOPLE)
@limited(rates.SEARCH, methods=(), argument="q")
def whom() -> str:
    """Ask whom the call was with."""
    _only_staff()
    typed = request.args.get("q", "")[:200].replace("\x00", "")
    found: Sequence[Any] = ()
    if typed:
        chosen = people(current.session(), Filter(search=typed, stages=()), current.actor(), current.now())
        found = current.session().execute(ORDERS["name"].apply(lines(chosen)).limit(MOST_FOUND)).all()
    countries = list_places(current.session(), current.language()).names
    return render_template("members/whom.html", typed=typed, found=found, countries=countries)


@bp.get("/<int:member_id>/note")
@requires(Act.EDIT_PEOPLE)
def note(member_id: int) -> str:
    """Show the form."""
    return _page(_person(member_id), CallForm(data={"on": current.today()}))


@bp.post("/<int:member_id>/note")
@requires(Act.EDIT_PEOPLE)
def keep(member_id: int) -> ResponseReturnValue:
    """Keep the call, the action and the follow-up, all or nothing."""
    member, form = _person(member_id), CallForm()
    if not form.validate():
        return _page(member, form), WRONG
    session, actor, now = current.session(), current.actor(), current.now()
    said = Said(form.text.data, form.on.data, form.kind.data)
    services.note_interaction(session, actor, now, member, said)
    if form.did.data:
        draft = ActionDraft(
            kind=form.action_kind.data,
            title=form.action_line.data,
            on=form.action_on.data,
            participants=(Part(member.id),),
        )
        record_action(session, actor, now, draft)
    if form.owe.data:
        promise = Promise(form.owe_what.data, form.owe_by.data, member_id=member.id, owner_id=actor.user_id)
        open_follow_up(session, actor, now, promise)
    describe(session, _sentence(form, member), subject=f"members:{member.id}")
    offer_undo(_("It is noted."))
    return redirect(url_for("members.show", member_id=member.id))


def _person(member_id: int) -> Member:
    _only_staff()
    return person_or_404(member_id)


def _only_staff() -> None:
    if not allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY):
        abort(403)


def _page(member: Member, form: CallForm) -> str:
    return render_template("members/note.html", member=member, form=form)


def _sentence(form: CallForm, member: Member) -> str:
    also = [words for ticked, words in ((form.did.data, "an action"), (form.owe.data, "a follow-up")) if ticked]
    return f"Noted a {form.kind.data.value} with {member.name}" + (f", {' and '.join(also)}" if also else "")

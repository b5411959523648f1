"""Forms made ready for whoever writes: with what is known already, without what is not theirs to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import request
from wtforms.fields import SelectChoice

from crm.accounts.rights import Act, Relation, allowed
from crm.actions.forms.parts import Named, find_people
from crm.actions.forms.writing import MOST_PARTICIPANTS, SETTLED, ActionForm
from crm.actions.models import ActionKind, ActionState, Visibility
from crm.actions.queries import ActionRecord, chambers_of_action
from crm.actions.services import Part
from crm.actions.services.drafts import LONGEST_TITLE
from crm.countries.models import Chamber
from crm.countries.queries import chambers_of, list_places
from crm.members.models import Member
from crm.partial_date import PartialDate
from crm.treaties.step import Step
from crm.web import current

Word = TypeVar("Word", bound=StrEnum)
BLANK_ROWS = 2
LETTERS_OF_A_CODE = 2


def keeps_records() -> bool:
    """Whether whoever writes may log for anybody."""
    return allowed(current.actor(), Act.LOG_ACTIONS, Relation.ANY)


def own_members() -> Mapping[int, str]:
    """The members as whom, or for whom, a member's user writes: numbers and names."""
    ids = sorted(current.actor().members)
    rows = current.session().execute(
        sa.select(Member.id, Member.name).where(Member.id.in_(ids)).order_by(Member.sort_name, Member.id)
    )
    return {number: name for number, name in rows}  # noqa: C416 - a row is no pair to dict()


def for_new() -> ActionForm:
    """A blank form, filled as far as the address tells: member, country, kind, aim, state, title, text."""
    staff = keeps_records()
    named = _named()
    state = _word(ActionState, "state")
    if state not in SETTLED:
        state = ActionState.DONE
    known: dict[str, Any] = {
        "kind": _word(ActionKind, "kind"),
        "aim": _word(Step, "aim"),
        "state": state,
        "on": PartialDate.of(current.today()) if state is ActionState.DONE else None,
        "title": request.args.get("title", "")[:LONGEST_TITLE],
        "text": request.args.get("text", ""),
        "visibility": Visibility.PRIVATE if staff else Visibility.NETWORK,
        "participants": [{"person": str(one)} for one in named],
        "country": _code(request.args.get("country", "")) or _country_of(named),
    }
    form = ActionForm(data={name: value for name, value in known.items() if value is not None})
    _offer(form, ())
    del form.opened
    if staff:
        del form.for_whom
        if request.method == "GET":
            add_blank_rows(form)
        return form
    _leave_to_members(form)
    whose = own_members()
    if len(whose) > 1:
        form.for_whom.choices = [SelectChoice(str(number), name) for number, name in whose.items()]
    else:
        del form.for_whom
    return form


def for_editing(record: ActionRecord) -> ActionForm:
    """The form with what is kept of an action, and what was typed about it."""
    form = _about(record)
    if request.method == "GET":
        form.opened.fill(form)
        if keeps_records():
            add_blank_rows(form)
    return form


def as_kept(record: ActionRecord) -> ActionForm:
    """The form with what is kept of an action, whatever was typed."""
    return _about(record, formdata=None)


def _about(record: ActionRecord, **read_from: Any) -> ActionForm:
    action = record.action
    held = chambers_of_action(current.session(), action.id)
    known = {
        "country": action.country_iso2,
        "chambers": [chamber.id for chamber in held],
        "participants": [
            {"person": str(Named(part.member_id, part.name, None)), "role": part.role, "on": part.on}
            | {"withdrawn_on": part.withdrawn_on}
            for part in record.participants
            if part.name is not None
        ],
    }
    form = ActionForm(obj=action, data=known, **read_from)
    _offer(form, held)
    for name in ("for_whom", "outcome", "then_what", "then_by"):
        del form[name]
    if action.state is ActionState.DRAFT:
        del form.state
    if not keeps_records():
        _leave_to_members(form)
    return form


def kept_parts(record: ActionRecord) -> Sequence[Part]:
    """The participants whom whoever edits does not see in the form: members see none, nobody a shielded name."""
    staff = keeps_records()
    return [
        Part(part.member_id, part.role, part.on, part.withdrawn_on)
        for part in record.participants
        if part.name is None or not staff
    ]


def _named() -> Sequence[Named]:
    asked = request.args.get("member", "")
    return find_people(f"#{asked}") if asked.isdecimal() and keeps_records() else []


def _country_of(named: Sequence[Named]) -> str | None:
    ids = [one.id for one in named] or sorted(current.actor().members)[:1]
    return current.session().scalar(sa.select(Member.country_iso2).where(Member.id.in_(ids)))


def _offer(form: ActionForm, held: Sequence[Chamber]) -> None:
    """Offer every country, and the chambers of the one that is chosen beside those that are set."""
    session = current.session()
    form.country.offer(list_places(session, current.language()))
    offered = {chamber.id: chamber for chamber in held}
    if form.country.data:
        offered |= {chamber.id: chamber for chamber in chambers_of(session, form.country.data)}
    form.chambers.choices = [SelectChoice(str(number), chamber.name) for number, chamber in offered.items()]


def _leave_to_members(form: ActionForm) -> None:
    """Take away what members do not say: others' parts, how we know, what we promised."""
    for name in ("participants", "evidence", "then_what", "then_by"):
        if name in form:
            del form[name]


def add_blank_rows(form: ActionForm) -> None:
    """Leave room for some more participants."""
    for _row in range(min(BLANK_ROWS, MOST_PARTICIPANTS - len(form.participants))):
        form.participants.append_entry()


def _code(text: str) -> str | None:
    return text.upper() if len(text) == LETTERS_OF_A_CODE and text.isascii() and text.isalpha() else None


def _word(words: type[Word], name: str) -> Word | None:
    try:
        return words(request.args.get(name, ""))
    except ValueError:
        return None

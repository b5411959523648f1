"""Forms made ready: owners on offer, what the address tells, and the filter as the database wants it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request
from wtforms.fields import SelectChoice

from crm.accounts.queries import staff_users
from crm.actions.forms.building import own_members
from crm.actions.forms.parts import find_people
from crm.countries.queries import list_places
from crm.followups.due import working_day
from crm.followups.forms.forms import AskForm, FilterForm, FollowUpForm, HandOverForm
from crm.followups.forms.words import WHOSE
from crm.followups.models import FollowUp
from crm.followups.queries import FollowUpFilter
from crm.web import current

USUAL_DAYS = 7


def new_form() -> FollowUpForm:
    """A blank form: a week from now, mine, about whom the address names."""
    asked = request.args.get("member", "")
    named = find_people(f"#{asked}") if asked.isascii() and asked.isdecimal() else []
    known = {
        "due_on": working_day(current.today() + timedelta(days=USUAL_DAYS)),
        "owner": current.actor().user_id,
        "person": str(named[0]) if named else "",
        "country": request.args.get("country", "").upper(),
        "text": request.args.get("text", ""),
    }
    form = FollowUpForm(data=known)
    form.owner.offer(staff_users(current.session()))
    form.country.offer(list_places(current.session(), current.language()))
    return form


def hand_over_form(follow_up: FollowUp) -> HandOverForm:
    """The form that gives a follow-up to somebody else."""
    form = HandOverForm(data={"owner": follow_up.owner_id})
    form.owner.offer(staff_users(current.session()))
    return form


def ask_form() -> AskForm:
    """The form of a member's request; for whom is asked only where there is a choice."""
    form = AskForm(data={"need": request.args.get("need")})
    whose = own_members()
    if len(whose) > 1:
        form.for_whom.choices = [SelectChoice(str(number), name) for number, name in whose.items()]
    else:
        del form.for_whom
    return form


def filter_form() -> FilterForm:
    """The filter of the address, with every owner on offer."""
    form = FilterForm(formdata=request.args)
    owners = [SelectChoice(str(user.id), user.name or user.email) for user in staff_users(current.session())]
    form.whose.choices = [*(SelectChoice(whose.value, said) for whose, said in WHOSE.items()), *owners]
    form.validate()
    return form


def chosen(form: FilterForm) -> FollowUpFilter:
    """What the filter asks for; what can't be read narrows nothing."""
    person = form.person.data or ""
    country = (form.country.data or "").upper()
    return FollowUpFilter(
        whose=form.chosen_whose(),
        owner_id=form.owner_id(),
        due=_good(form.due),
        kind=_good(form.kind),
        state=form.chosen_state(),
        member_id=int(person) if person.isascii() and person.isdecimal() and len(person) < 10 else None,  # noqa: PLR2004 - an id
        country_iso2=country if len(country) == 2 and country.isascii() and country.isalpha() else None,  # noqa: PLR2004 - a code
    )


def _good(field: Any) -> Any:
    return None if field.errors else field.data

"""Gathering a country's brief, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import Outcome, ParliamentaryAction
from crm.actions.queries import done_in_country
from crm.countries.calendar import Coming, coming
from crm.countries.models import Chamber, Country
from crm.countries.queries import chambers_of, countries_by_code, meetings_ahead
from crm.countries.shapes import with_neighbours
from crm.followups.queries import answers_due_in
from crm.languages import speaking
from crm.members.queries.by_country import Contact, Known, contacts_in, known_in
from crm.milestones.ahead import expected
from crm.milestones.queries import StepRow, latest_steps, milestones_of
from crm.partial_date import PartialDate
from crm.treaties.freshness import is_fresh
from crm.treaties.models import Position, Treaty, TreatyAction
from crm.treaties.queries import actions_of, get_treaty, positions_of, standings
from crm.treaties.status import Standing

TREATY = "ccm"
FRIENDS, ACTIONS, ANSWERS, CONTACTS, DATES, PAST_STEPS = 8, 5, 3, 4, 3, 3
"""How many of each fit on a sheet."""


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything on the sheet; `answers` are the Government's, each with the action it answers."""

    country: Country
    treaty: Treaty
    standing: Standing
    treaty_actions: Sequence[TreatyAction]
    known: Known
    coming: Sequence[Coming]
    steps: Sequence[StepRow]
    positions: Sequence[Position]
    chambers: Sequence[Chamber]
    neighbours: Sequence[tuple[Country, Standing]]
    answers: Sequence[tuple[Outcome, ParliamentaryAction]]
    actions: Sequence[ParliamentaryAction]
    contacts: Sequence[Contact]


def brief_of(session: Session, iso2: str, actor: Actor, today: date, language: str = "en") -> Brief:
    """Gather what is known of a country today, as far as the actor may see it; raises LookupError for no State.

    Positions are only those that are fresh or confirmed: an old one is no basis for a talk.
    """
    codes = with_neighbours(iso2.upper())
    places = countries_by_code(session, codes)
    country = places.pop(iso2.upper(), None)
    if country is None:
        message = f"no State has the code {iso2!r}"
        raise LookupError(message)
    held = standings(session, TREATY, today, today=today, only=codes)
    chambers = chambers_of(session, country.iso2)
    steps = [row for row in milestones_of(session, country.iso2, actor, today) if row.milestone.treaty_key == TREATY]
    done = done_in_country(session, country.iso2, actor, ACTIONS)
    return Brief(
        country=country,
        treaty=get_treaty(session, TREATY),
        standing=held[country.iso2],
        treaty_actions=[act for act in actions_of(session, country.iso2, today) if act.treaty_key == TREATY],
        known=known_in(session, country.iso2, actor, FRIENDS),
        coming=_coming(session, country, chambers, steps, actor, today, language)[:DATES],
        steps=latest_steps(steps, PAST_STEPS),
        positions=[
            one for one in positions_of(session, country.iso2) if is_fresh(one.edition_on, one.confirmed_on, today)
        ],
        chambers=chambers,
        neighbours=[(place, held[place.iso2]) for place in places.values()],
        answers=_answers(done)[:ANSWERS],
        actions=[action for action, _answers in done][:ACTIONS],
        contacts=contacts_in(session, country.iso2, actor, CONTACTS),
    )


def _coming(
    session: Session,
    country: Country,
    chambers: Sequence[Chamber],
    steps: Sequence[StepRow],
    actor: Actor,
    today: date,
    language: str,
) -> Sequence[Coming]:
    words = speaking(language).gettext("an answer is due: %(what)s")
    due = [
        Coming(PartialDate.of(each.due_on), words % {"what": each.text})
        for each in answers_due_in(session, country.iso2, actor)
    ]
    at_home = expected([(row.milestone.stage, row.chamber) for row in steps], today, language)
    return coming(chambers, meetings_ahead(session, today, treaty_key=TREATY), today, [*at_home, *due])


def _answers(
    done: Sequence[tuple[ParliamentaryAction, Sequence[Outcome]]],
) -> Sequence[tuple[Outcome, ParliamentaryAction]]:
    """What the Government said, the latest first."""
    said = [(outcome, action) for action, outcomes in done for outcome in outcomes]
    return sorted(said, key=lambda pair: (str(pair[0].on or ""), pair[0].id), reverse=True)

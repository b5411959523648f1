"""Gathering a country's brief, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import Outcome, OutcomeKind, ParliamentaryAction
from crm.actions.queries.records import ActionRecord
from crm.actions.queries.summaries import actions_in_country
from crm.actions.queries.visibility import visible_to
from crm.countries.calendar import Coming, coming
from crm.countries.models import Chamber, Country
from crm.countries.queries import Place, chambers_of, list_places, meetings_ahead
from crm.countries.shapes import neighbours
from crm.members.audience import Filter
from crm.members.models import Interaction, Member, Stage
from crm.members.queries import people
from crm.members.queries.by_country import Friend, friends_in, stages_in
from crm.milestones.queries import StepRow, milestones_of
from crm.treaties.freshness import is_fresh
from crm.treaties.models import Position, Treaty, TreatyAction
from crm.treaties.queries import actions_of, get_treaty, positions_of, standings
from crm.treaties.status import Standing

TREATY = "ccm"
FRIENDS, ACTIONS, ANSWERS, CONTACTS, DATES = 8, 5, 3, 4, 3
"""How many of each fit on a sheet."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A call, meeting, letter or mail with somebody there."""

    interaction: Interaction
    name: str


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything on the sheet."""

    country: Country
    treaty: Treaty
    standing: Standing
    treaty_actions: Sequence[TreatyAction]
    friends: Sequence[Friend]
    stages: Mapping[Stage, int]
    coming: Sequence[Coming]
    steps: Sequence[StepRow]
    positions: Sequence[Position]
    chambers: Sequence[Chamber]
    neighbours: Sequence[tuple[Place, Standing]]
    answers: Sequence[tuple[Outcome, ParliamentaryAction]]
    actions: Sequence[ActionRecord]
    contacts: Sequence[Contact]


def brief_of(
    session: Session, country: Country, actor: Actor, now: datetime, today: date, language: str = "en"
) -> Brief:
    """Gather what is known of a country today, as far as the actor may see it.

    Positions are only those that are fresh or confirmed: an old one is no basis for a talk.
    """
    beside = neighbours(country.iso2)
    held = standings(session, TREATY, today, today=today, only=[country.iso2, *beside])
    places = [place for place in list_places(session, language) if place.iso2 in beside]
    chambers = chambers_of(session, country.iso2)
    dates = coming(chambers, meetings_ahead(session, today, treaty_key=TREATY), today)
    return Brief(
        country=country,
        treaty=get_treaty(session, TREATY),
        standing=held[country.iso2],
        treaty_actions=[act for act in actions_of(session, country.iso2, today) if act.treaty_key == TREATY],
        friends=friends_in(session, country.iso2, actor, now, FRIENDS),
        stages=stages_in(session, country.iso2, actor, now),
        coming=dates[:DATES],
        steps=[row for row in milestones_of(session, country.iso2, actor, today) if row.milestone.treaty_key == TREATY],
        positions=[
            one for one in positions_of(session, country.iso2) if is_fresh(one.edition_on, one.confirmed_on, today)
        ],
        chambers=chambers,
        neighbours=[(place, held[place.iso2]) for place in places],
        answers=_answers(session, country.iso2, actor),
        actions=actions_in_country(session, country.iso2, actor, ACTIONS),
        contacts=_contacts(session, country.iso2, actor, now),
    )


def _answers(session: Session, iso2: str, actor: Actor) -> Sequence[tuple[Outcome, ParliamentaryAction]]:
    """What the Government answered last."""
    chosen = (
        sa.select(Outcome, ParliamentaryAction)
        .join(ParliamentaryAction, ParliamentaryAction.id == Outcome.action_id)
        .where(
            ParliamentaryAction.country_iso2 == iso2,
            Outcome.kind.in_([OutcomeKind.ANSWER, OutcomeKind.COMMITMENT]),
            visible_to(actor),
        )
        .order_by(Outcome.on.desc(), Outcome.id.desc())
    )
    return [(outcome, action) for outcome, action in session.execute(chosen.limit(ANSWERS))]


def _contacts(session: Session, iso2: str, actor: Actor, now: datetime) -> Sequence[Contact]:
    """Our last calls, meetings and letters with people there."""
    ours = people(session, Filter(countries=(iso2,)).everyone, actor, now)
    chosen = ours.select(Interaction, Member.name).join(Member, Member.id == Interaction.member_id)
    rows = session.execute(chosen.order_by(Interaction.on.desc(), Interaction.id.desc()).limit(CONTACTS))
    return [Contact(*row) for row in rows]

"""What is known of a country, gathered for its texts in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.countries.queries import list_places
from crm.countries.shapes import neighbours
from crm.country_names import name_of
from crm.duties.queries import duty_facts_of
from crm.duties.state import DutyStanding, Fact, all_duties
from crm.library.facts import Known, facts_of
from crm.library.filling import Facts
from crm.treaties.freshness import is_fresh
from crm.treaties.queries import get_treaty, positions_of, standings
from crm.treaties.status import Standing, count
from crm.votes.queries import votes_of

TREATY = "ccm"


def standing_and_facts(
    session: Session, country: Country, on: date, today: date, language: str
) -> tuple[Standing, Facts]:
    """Where a country stands on a day, and what a text may say of it; raises LookupError without the treaty."""
    held = standings(session, TREATY, on, today=today)
    standing, beside = held[country.iso2], neighbours(country.iso2)
    known = Known(
        called=getattr(country, f"called_{language}", "") or country.called_en,
        name=name_of(country, language),
        procedure=country.procedure,
        standing=standing,
        counts=count(held.values()),
        on=on,
        known_until=get_treaty(session, TREATY).known_until,
        fresh=[
            position.topic.value
            for position in positions_of(session, country.iso2)
            if position.value == "yes" and is_fresh(position.edition_on, position.confirmed_on, on)
        ],
        duties=_duties(session, standing, on),
        neighbours=[
            place.name for place in list_places(session, language) if place.iso2 in beside and held[place.iso2].is_party
        ],
        vote=_last_vote(session, country.iso2, on),
    )
    return standing, facts_of(known, language)


def _duties(session: Session, standing: Standing, on: date) -> Sequence[DutyStanding]:
    if not standing.is_party or standing.in_force_on is None:
        return ()
    facts = [
        Fact(row.duty, row.kind, row.on, row.until, row.year) for row in duty_facts_of(session, TREATY, standing.iso2)
    ]
    return all_duties(facts, standing.in_force_on, on)


def _last_vote(session: Session, iso2: str, on: date) -> tuple[int, str] | None:
    """The year and the choice of a State's last recorded vote."""
    return next(((vote.year, vote.choice.value) for vote in votes_of(session, iso2) if vote.voted_on <= on), None)

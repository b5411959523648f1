"""What the block "your country" says of each country: status, step and ask, and what colleagues there did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.digests.issue import Line, Passage
from crm.digests.queries.issues import Composition
from crm.digests.queries.news import TREATY, name_column
from crm.treaties.asking import ask_sentence, ask_words
from crm.treaties.queries import known_until, standings
from crm.treaties.wording import status_sentence


def passages(
    session: Session, composition: Composition, countries: Collection[str], on: date, base_url: str
) -> dict[str, Passage]:
    """Give the passage about each country, in four statements.

    What colleagues did is what staff kept of it among the digest's items, in their words.
    """
    if not countries:
        return {}
    language = composition.digest.language
    known = known_until(session, TREATY)
    standing = standings(session, TREATY, on, only=countries)
    rows = session.execute(
        sa.select(Country.iso2, name_column(language), Country.procedure).where(Country.iso2.in_(countries))
    )
    found: dict[str, Passage] = {}
    for iso2, name, procedure in rows:
        here = standing.get(iso2)
        if here is None:
            continue
        asks = [ask_sentence(here, procedure, language), *(ask_words(step, language) for step in here.second_asks)]
        found[iso2] = Passage(
            country=name,
            status=status_sentence(name, here, on, known, language),
            asks=tuple(asks),
            colleagues=_colleagues(composition, iso2, name),
            link=f"{base_url}/countries/{iso2}",
        )
    return found


def _colleagues(composition: Composition, iso2: str, name: str) -> tuple[Line, ...]:
    """What was done in a country, without the country's name before each line."""
    kept = [
        item
        for block in composition.blocks
        for item in composition.items.get(block.id, ())
        if item.country_iso2 == iso2 and not item.dropped and item.subject.startswith(OF_COLLEAGUES)
    ]
    return tuple(Line(_without(name, item.text), item.link) for item in kept[:MOST_COLLEAGUES])


def _without(name: str, text: str) -> str:
    said = text.removeprefix(f"{name}: ").strip()
    return said[:1].upper() + said[1:]


OF_COLLEAGUES = ("action:", "outcome:")
MOST_COLLEAGUES = 5

"""What the block "your country" says of each country: status, step and ask, and what colleagues there did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.country_names import called, name_of
from crm.digests.issue import Line, Passage
from crm.digests.queries.issues import Composition
from crm.digests.queries.news import NAMES, TREATY
from crm.digests.wording import without_country
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
    rows = session.execute(sa.select(*NAMES, Country.procedure).where(Country.iso2.in_(countries)))
    found: dict[str, Passage] = {}
    for row in rows:
        here = standing.get(row.iso2)
        if here is None:
            continue
        asks = [ask_sentence(here, row.procedure, language), *(ask_words(step, language) for step in here.second_asks)]
        found[row.iso2] = Passage(
            country=called(row, language),
            status=status_sentence(called(row, language), here, on, known, language),
            asks=tuple(asks),
            colleagues=_colleagues(composition, row.iso2, name_of(row, language)),
            link=f"{base_url}/countries/{row.iso2}",
        )
    return found


def _colleagues(composition: Composition, iso2: str, name: str) -> tuple[Line, ...]:
    """What was done in a country, without the country's name before each line."""
    language = composition.digest.language
    kept = [
        item
        for block in composition.blocks
        for item in composition.items.get(block.id, ())
        if item.country_iso2 == iso2 and not item.dropped and item.subject.startswith(OF_COLLEAGUES)
    ]
    return tuple(Line(without_country(name, item.text, language), item.link) for item in kept[:MOST_COLLEAGUES])


OF_COLLEAGUES = ("action:", "outcome:")
MOST_COLLEAGUES = 5

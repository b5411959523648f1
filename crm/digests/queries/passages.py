"""What the block "your country" says of each country: status, step and ask, and what colleagues there did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.digests.issue import Line, Passage
from crm.digests.queries.news import TREATY, colleagues_actions, name_column
from crm.digests.windows import Window
from crm.treaties.asking import ask_sentence, ask_words
from crm.treaties.queries import known_until, standings
from crm.treaties.wording import status_sentence


def passages(
    session: Session, countries: Collection[str], window: Window, language: str, on: date, base_url: str
) -> dict[str, Passage]:
    """Give the passage about each country, in five statements."""
    if not countries:
        return {}
    known = known_until(session, TREATY)
    standing = standings(session, TREATY, on, only=countries)
    did = colleagues_actions(session, window, language)
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
            colleagues=tuple(Line(item.text, item.link) for item in did.get(iso2, ())),
            link=f"{base_url}/countries/{iso2}",
        )
    return found

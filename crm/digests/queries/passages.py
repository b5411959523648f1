"""What the block "your country" says of each country: status, step and ask, and what colleagues there did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.countries.procedure import Procedure
from crm.country_names import called, name_of
from crm.digests.deadlines import Deadline
from crm.digests.issue import Line, Passage
from crm.digests.models import BlockItem
from crm.digests.occasions import Attendances
from crm.digests.queries.issues import Composition
from crm.digests.queries.news import NAMES, TREATY
from crm.digests.windows import Window
from crm.digests.wording import without_country
from crm.treaties.asking import ask_sentence, ask_words
from crm.treaties.queries import known_until, standings
from crm.treaties.status import Standing
from crm.treaties.wording import status_sentence


@dataclass(frozen=True)
class Places:
    """What is known of some countries on a day: how each ratifies, its names in each language; and where all stand.

    The names of lists stand before a colon; by the others a country is called in a sentence.
    """

    standings: Mapping[str, Standing]
    procedures: Mapping[str, Procedure]
    names: Mapping[str, Mapping[str, str]]
    called: Mapping[str, Mapping[str, str]]
    known_until: date
    on: date


def places(session: Session, countries: Collection[str], languages: Sequence[str], on: date) -> Places:
    """Read what passages say of countries, in a fixed number of statements."""
    if not countries:
        return Places({}, {}, {}, {}, on, on)
    rows = session.execute(sa.select(*NAMES, Country.procedure).where(Country.iso2.in_(countries))).all()
    return Places(
        standings=standings(session, TREATY, on),
        procedures={row.iso2: row.procedure for row in rows},
        names={language: {row.iso2: name_of(row, language) for row in rows} for language in languages},
        called={language: {row.iso2: called(row, language) for row in rows} for language in languages},
        known_until=known_until(session, TREATY),
        on=on,
    )


def passages(
    composition: Composition, known: Places, base_url: str, attendance: Attendances | None = None
) -> dict[str, dict[str, Passage]]:
    """Give the passage about each country, by language and country.

    What colleagues did is what staff kept of it among the digest's items, in their words. Before a meeting it says
    whether the Government is registered, as far as somebody looked.
    """
    of_country: defaultdict[str, list[BlockItem]] = defaultdict(list)
    for block in composition.blocks:
        for item in composition.kept(block):
            if item.country_iso2:
                of_country[item.country_iso2].append(item)
    return {
        language: {
            iso2: replace(
                _passage(composition, known, iso2, language, of_country.get(iso2, ()), base_url),
                attends=attendance.words(iso2, known.names[language].get(iso2, iso2), language) if attendance else "",
            )
            for iso2 in known.procedures
            if iso2 in known.standings
        }
        for language in known.names
    }


def with_dates(
    said: Mapping[str, Mapping[str, Passage]], coming: Mapping[str, Sequence[Deadline]], window: Window
) -> dict[str, dict[str, Passage]]:
    """Add the dates that come near in each country, and whether one of them is news in a digest's window."""
    return {
        language: {
            iso2: replace(
                passage,
                dates=tuple(one.words[language] for one in coming.get(iso2, ())),
                date_is_new=any(one.is_news(window) for one in coming.get(iso2, ())),
            )
            for iso2, passage in held.items()
        }
        for language, held in said.items()
    }


def _passage(
    composition: Composition, known: Places, iso2: str, language: str, items: Sequence[BlockItem], base_url: str
) -> Passage:
    name, here, in_sentence = known.names[language][iso2], known.standings[iso2], known.called[language][iso2]
    asks = (
        ask_sentence(here, known.procedures[iso2], language),
        *(ask_words(step, language) for step in here.second_asks),
    )
    others = [item for item in items if not item.own_country and item.subject.startswith(OF_COLLEAGUES)]

    def said(chosen: Sequence[BlockItem]) -> tuple[Line, ...]:
        return tuple(_without(name, composition.line(item, language), language) for item in chosen)

    return Passage(
        country=in_sentence,
        status=status_sentence(in_sentence, here, known.on, known.known_until, language),
        asks=asks,
        colleagues=tuple(
            _without(name, composition.line(item, language), language) for item in others[:MOST_COLLEAGUES]
        ),
        link=f"{base_url}/countries/{iso2}",
        own=said([item for item in items if item.own_country]),
    )


def _without(name: str, line: Line, language: str) -> Line:
    """A line without the country's name before it."""
    return replace(line, text=without_country(name, line.text, language))


OF_COLLEAGUES = ("action:", "outcome:")
MOST_COLLEAGUES = 5

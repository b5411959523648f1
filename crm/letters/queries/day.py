"""Where every State stands on the day of a letter, and the names of countries: what all letters of a batch share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.countries.procedure import Procedure
from crm.country_names import translated
from crm.letters.facts import Day, Names
from crm.paging import AnyRow, AnySelect
from crm.prebuilt import prebuilt
from crm.treaties.models import Treaty
from crm.treaties.queries import get_treaty, standings
from crm.treaties.status import Known, Standing, count

TREATY = "ccm"
NAMED_IN = ("en", "fr", "es")
KINDS_OF_NAMES = ("name", "called", "formal")


@dataclass(frozen=True, slots=True)
class World:
    """The treaty and the States on one day; of a country its names and how it ratifies."""

    treaty: Treaty
    day: Day
    standings: Mapping[str, Standing]
    countries: Mapping[str, AnyRow]

    def names(self, iso2: str | None, language: str) -> Names | None:
        """A country's names in a language; English where we have none."""
        country = self.countries.get(iso2 or "")
        if country is None:
            return None
        if language in NAMED_IN:
            return Names(getattr(country, f"name_{language}"), getattr(country, f"called_{language}"))
        translation = translated(country.iso2, language)
        return Names(translation, translation) if translation else Names(country.name_en, country.called_en)

    def all_names(self, iso2: str | None) -> tuple[str, ...]:
        """Every name by which an address may call a country."""
        country = self.countries.get(iso2 or "")
        if country is None:
            return ()
        return tuple(getattr(country, f"{kind}_{language}") for kind in KINDS_OF_NAMES for language in NAMED_IN)

    def procedure(self, iso2: str | None) -> Procedure:
        """How a country ratifies."""
        country = self.countries.get(iso2 or "")
        return Procedure.NOT_KNOWN if country is None else country.procedure


def world_on(session: Session, on: date, today: date) -> World:
    """Read the world as it stands on a day, as far as it may be told today: four statements."""
    treaty = get_treaty(session, TREATY)
    held = standings(session, TREATY, on, today=today)
    return World(
        treaty=treaty,
        day=Day(on, count(held.values()), treaty.in_force_on, Known.of(treaty.known_until, held.values())),
        standings=held,
        countries={country.iso2: country for country in session.execute(*_countries())},
    )


@prebuilt
def _countries() -> AnySelect:
    names = [getattr(Country, f"{kind}_{language}") for kind in KINDS_OF_NAMES for language in NAMED_IN]
    return sa.select(Country.iso2, Country.procedure, *names)

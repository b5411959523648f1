"""What we want to remember of a country, for ourselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.countries.models import Country


def note_country(session: Session, country: Country, partner: str, notes: str) -> None:
    """Keep who our partner in a country is, and what we want to remember."""
    country.partner, country.notes = partner, notes
    session.flush()
    describe(session, f"Noted something about {country.name_en}", subject=f"countries:{country.iso2}")

"""What we keep of a country: notes for ourselves, and how it ratifies."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.countries.models import Country
from crm.countries.procedure import Procedure


def note_country(session: Session, country: Country, partner: str, notes: str) -> None:
    """Keep who our partner in a country is, and what we want to remember."""
    country.partner, country.notes = partner, notes
    session.flush()
    describe(session, f"Noted something about {country.name_en}", subject=f"countries:{country.iso2}")


def set_procedure(session: Session, country: Country, procedure: Procedure, source: str) -> None:
    """Keep how a State ratifies, by a source: the words of what is asked follow it."""
    country.procedure, country.procedure_source = procedure, source
    session.flush()
    describe(session, f"Noted how {country.name_en} ratifies", subject=f"countries:{country.iso2}")

"""The forms about countries and chambers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from crm.countries.names import fold
from crm.countries.procedure import Procedure, procedure_word
from crm.countries.queries import list_places
from crm.countries.services import ChamberDraft
from crm.web import current
from crm.web.fields import ChoiceField, CountryField, NumberField, PartialDateField
from crm.web.forms import Form

LONGEST = 2000


class NotesForm(Form):
    """What we want to remember of a country, for ourselves."""

    partner = StringField(_l("Partner organisation there"), validators=[Length(max=300)])
    notes = TextAreaField(_l("Notes"), validators=[Length(max=20_000)])


class ProcedureForm(Form):
    """How a State's consent to be bound comes about at home."""

    procedure = ChoiceField(_l("How ratification is done there"), {each: procedure_word(each) for each in Procedure})
    procedure_source = StringField(_l("Source (a link)"), validators=[Length(max=LONGEST)])

    def validate_procedure_source(self, field: Any) -> None:
        """What is known has a source."""
        if self.procedure.data is not Procedure.NOT_KNOWN and not field.data:
            raise ValidationError(_("Name the source."))


class ChamberForm(Form):
    """A house of a parliament."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Give the name.")), Length(max=200)])
    legislature = StringField(_l("Parliament"), validators=[Length(max=200)])
    country = CountryField(_l("Country"), none=_l("No State, or several"))
    territory = StringField(_l("Part of a State, or what it is the parliament of"), validators=[Length(max=120)])
    shared = TextAreaField(_l("Of several States: their names, one a line"))
    seats = NumberField(_l("Seats"))
    postal_address = TextAreaField(_l("Postal address"), validators=[Length(max=LONGEST)])
    last_election = PartialDateField(_l("Last election"))
    next_election_expected = PartialDateField(_l("Next election expected"))
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=LONGEST)])
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST)])

    def validate_shared(self, field: Any) -> None:
        """Find the States that are named; a line that names none is said."""
        named = {fold(place.name): place.iso2 for place in list_places(current.session(), current.language())}
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        unknown = [line for line in lines if fold(line) not in named]
        if unknown:
            raise ValidationError(_("These lines name no State: %(lines)s.", lines="; ".join(unknown)))
        self.states = frozenset(named[fold(line)] for line in lines)

    def draft(self) -> ChamberDraft:
        """Give what was written."""
        return ChamberDraft(
            name=self.name.data,
            legislature=self.legislature.data or "",
            country_iso2=self.country.data,
            territory=self.territory.data or "",
            states=self.states,
            seats=self.seats.data,
            postal_address=self.postal_address.data or "",
            last_election=self.last_election.data,
            next_election_expected=self.next_election_expected.data,
            source=self.source.data,
            note=self.note.data or "",
        )


class ElectionForm(Form):
    """That an election was called."""

    on = PartialDateField(_l("Election on"), validators=[InputRequired(_l("Say when, as far as it is known."))])
    source = StringField(_l("Source (a link)"), validators=[InputRequired(_l("Name the source.")), Length(max=LONGEST)])

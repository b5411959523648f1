"""Fields that forms of actions share: links, people by name, what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from crm.actions.forms.words import OUTCOMES, ROLES
from crm.actions.link import LONGEST, BadLinkError, read_link
from crm.actions.models import ParticipantRole
from crm.countries.models import Country
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.names import fold
from crm.members.queries import people
from crm.web import current
from crm.web.fields import ChoiceField, NumberField, PartialDateField
from crm.web.forms import Part, trimmed

LONGEST_TEXT = 20_000
MOST_NAMED = 6
_NUMBER = re.compile(r"(?:.*\(#|#)?(\d{1,9})\)?", re.DOTALL)


@dataclass(frozen=True)
class Named:
    """Somebody found by what was typed."""

    id: int
    name: str
    country: str | None

    def __str__(self) -> str:
        """Name, country and number: enough to tell namesakes apart, and to be read back."""
        return f"{self.name}, {self.country} (#{self.id})" if self.country else f"{self.name} (#{self.id})"


def is_link(_form: Any, field: Any) -> None:
    """Accept web addresses only."""
    try:
        read_link(field.data or "")
    except BadLinkError:
        raise ValidationError(_("Write a web address that begins with https:// or http://.")) from None


def link_field(label: Any) -> Any:
    """Make a field for a web address."""
    keys = {"inputmode": "url", "autocapitalize": "off"}
    return StringField(label, validators=[Length(max=LONGEST), is_link], filters=[trimmed], render_kw=keys)


class PersonField(StringField):
    """One of our people, by name or number; `person` is who was found, None where nothing was typed."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Begin with nobody."""
        self.person: Named | None = None
        super().__init__(*arguments, filters=[trimmed], **options)

    def pre_validate(self, form: Any) -> None:
        """Find who is meant, or say whom it could mean."""
        if not self.data:
            return
        found = find_people(self.data)
        if not found:
            raise ValidationError(_("Nobody of this name is among our people. Add the person first."))
        to_the_letter = [one for one in found if one.name == self.data]
        exact = to_the_letter or [one for one in found if fold(one.name) == fold(self.data)]
        if len(found) > 1 and len(exact) != 1:
            names = "; ".join(str(one) for one in found[:MOST_NAMED])
            raise ValidationError(_("This can mean several people. Write one of: %(names)s", names=names))
        self.person = exact[0] if exact else found[0]
        super().pre_validate(form)


def find_people(text: str) -> list[Named]:
    """The people whom a typed name or number can mean, among those whom the actor may see."""
    number = _NUMBER.fullmatch(text)
    meant = people(current.session(), Filter(stages=(), search="" if number else text), current.actor(), current.now())
    if number:
        meant = meant.also(Member.id == int(number[1]))
    chosen = meant.select(Member.id, Member.name, Country.name_en).outerjoin(
        Country, Country.iso2 == Member.country_iso2
    )
    rows = current.session().execute(chosen.order_by(Member.sort_name, Member.id).limit(MOST_NAMED + 1))
    return [Named(*row) for row in rows]


class PartForm(Part):
    """Somebody's part in an action."""

    person = PersonField(_l("Who"))
    role = ChoiceField(_l("Role"), ROLES, default=ParticipantRole.LEAD)
    on = PartialDateField(_l("Since"))
    withdrawn_on = PartialDateField(_l("Withdrew"))


class OutcomeFields:
    """What came of an action."""

    on = PartialDateField(_l("When"))
    text = TextAreaField(_l("In a few words"), validators=[Length(max=LONGEST_TEXT)], filters=[trimmed])
    link = link_field(_l("Link to it"))
    votes_for = NumberField(_l("Votes for"))
    votes_against = NumberField(_l("Votes against"))
    abstentions = NumberField(_l("Abstentions"))


class NewOutcomeForm(OutcomeFields, Part):
    """What came of it already, told in one go with the action."""

    kind = ChoiceField(_l("What came of it"), OUTCOMES, none=_l("Nothing yet"))

    def validate_kind(self, field: Any) -> None:
        """Nothing that was typed about an outcome is lost for want of its kind."""
        told = (self.on, self.text, self.link, self.votes_for, self.votes_against, self.abstentions)
        if field.data is None and any(part.data not in {None, ""} for part in told):
            raise ValidationError(_("Say what it was."))

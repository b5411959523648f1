"""The form over the list of actions: what stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from crm.actions.forms.words import AIMS, EVIDENCE, KINDS, STATES, VISIBILITIES
from crm.actions.queries import ActionFilter
from crm.web.fields import ChoiceField, CountryField, NumberField, PartialDateField, Place
from crm.web.forms import Form, trimmed

ANY = _l("Any")


class FilterForm(Form):
    """Which actions to list; what can't be read narrows nothing and says so."""

    class Meta(Form.Meta):
        """A filter changes nothing: its address can be passed on."""

        csrf = False

    q = StringField(_l("Search"), filters=[trimmed])
    kind = ChoiceField(_l("Kind"), KINDS, none=ANY)
    country = CountryField(_l("Country"), none=ANY)
    aim = ChoiceField(_l("Aim"), AIMS, none=ANY)
    evidence = ChoiceField(_l("How we know"), EVIDENCE, none=ANY)
    visibility = ChoiceField(_l("Who sees it"), VISIBILITIES, none=ANY)
    state = ChoiceField(_l("State"), STATES, none=ANY)
    start = PartialDateField(_l("From"), name="from")
    end = PartialDateField(_l("To"), name="to")
    person = StringField(_l("Person"), filters=[trimmed])
    member = NumberField()
    friends = NumberField()
    answered = NumberField()
    model_text = NumberField()

    def chosen(self) -> ActionFilter:
        """The filter, of the fields that could be read."""
        self.validate()
        good: dict[str, Any] = {name: field.data for name, field in self._fields.items() if not field.errors}
        start, end = good.get("start"), good.get("end")
        return ActionFilter(
            kind=good.get("kind"),
            country_iso2=good.get("country"),
            aim=good.get("aim"),
            evidence=good.get("evidence"),
            visibility=good.get("visibility"),
            state=good.get("state"),
            start=start.earliest if start else None,
            end=end.latest if end else None,
            member_id=good.get("member"),
            person=good.get("person") or "",
            text=good.get("q") or "",
            friends=bool(good.get("friends")),
            answered=bool(good.get("answered")),
            model_text_id=good.get("model_text"),
        )


def filter_form(args: Any, places: Iterable[Place]) -> FilterForm:
    """Read the form from an address, offering these countries."""
    form = FilterForm(formdata=args)
    form.country.offer(places)
    return form

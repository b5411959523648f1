"""The form over a list of people; it changes nothing, so it needs no token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SearchField, SelectField
from wtforms.validators import Optional

from crm.countries.models import Chamber
from crm.countries.place import Place
from crm.members.audience import ANY, FRIENDS, Filter
from crm.members.forms.words import REGIONS, STAGES, STATUSES
from crm.web.choices import named, offered
from crm.web.fields import CountryField
from crm.web.forms import Form

_STAGES: Mapping[Any, Any] = {ANY: _l("Any stage"), **STAGES}
_ANY_STATUS, _ANY_REGION = _l("Any status"), _l("Any region")


class FilterForm(Form):
    """Which people to show; the fields are named as the address names them."""

    class Meta(Form.Meta):
        """Read from the address, without a token."""

        csrf = False

    q = SearchField(_l("Name or address"))
    country = CountryField(_l("Country"), none=_l("Any country"), validate_choice=False)
    status = SelectField(_l("Status of the country"), validate_choice=False)
    stage = SelectField(_l("Stage"), validate_choice=False)
    region = SelectField(_l("Region"), validate_choice=False)
    chamber = SelectField(_l("Chamber"), validate_choice=False)
    quiet = IntegerField(_l("Quiet for … days"), validators=[Optional()])

    @property
    def folded(self) -> bool:
        """Whether nothing is chosen in the fields that are seldom used."""
        return not (self.region.data or self.chamber.data or self.quiet.data)


def filter_form(meant: Filter, places: Sequence[Place], chambers: Sequence[Chamber]) -> FilterForm:
    """The form filled with a filter."""
    form = FilterForm(formdata=None, data=_data(meant))
    form.country.offer(places)
    form.status.choices = offered(STATUSES, _ANY_STATUS)
    form.stage.choices = offered(_STAGES)
    form.region.choices = offered(REGIONS, _ANY_REGION)
    first = _l("Any chamber") if chambers else _l("Choose a country first")
    form.chamber.choices = named((("", str(first)), *((str(chamber.id), chamber.name) for chamber in chambers)))
    return form


def _data(meant: Filter) -> dict[str, object]:
    return {
        "q": meant.search,
        "country": next(iter(meant.countries), ""),
        "status": next(iter(meant.statuses), ""),
        "stage": next(iter(meant.stages), ANY) if meant.stages != FRIENDS else FRIENDS[0],
        "region": next(iter(meant.regions), ""),
        "chamber": str(next(iter(meant.chambers), "")),
        "quiet": meant.quiet_days,
    }


def meant_by_address() -> Filter:
    """The filter in the address of this request."""
    return Filter.from_query(request.args)

"""The form over a list of people; it changes nothing, so it needs no token."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SearchField, SelectChoice, SelectField
from wtforms.validators import Optional

from crm.countries.models import Chamber
from crm.countries.place import Place
from crm.members.audience import ANY, FRIENDS, Filter
from crm.members.forms.words import REGIONS, STAGES, STATUSES
from crm.web.fields import CountryField
from crm.web.forms import Form


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
    form.status.choices = [SelectChoice("", _l("Any status")), *_choices(STATUSES.items())]
    form.stage.choices = [SelectChoice(ANY, _l("Any stage")), *_choices(STAGES.items())]
    form.region.choices = [SelectChoice("", _l("Any region")), *_choices(REGIONS.items())]
    form.chamber.choices = [
        SelectChoice("", _l("Any chamber") if chambers else _l("Choose a country first")),
        *_choices((str(chamber.id), chamber.name) for chamber in chambers),
    ]
    return form


def _choices(pairs: object) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]  # type: ignore[attr-defined]  # pairs of any kind


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

"""How templates write days, dates as known, what States did and names of countries."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup

from crm.country_names import Called, called
from crm.home.views.blueprint import bp
from crm.languages import known_date, long_date
from crm.partial_date import PartialDate
from crm.treaties.acts import TreatyActionKind
from crm.treaties.wording import act_word
from crm.web import current
from crm.web.fields import country_name


@bp.app_template_filter("day")
def day(when: date) -> str:
    """Write a day, or the organisation's day of an instant, in full."""
    if isinstance(when, datetime):
        when = when.astimezone(current.zone()).date()
    return long_date(when, current.language())


@bp.app_template_filter("short_day")
@lru_cache(maxsize=4096)
def short_day(when: date) -> str:
    """Write a day in short, as long lists have it; they have the same days again and again."""
    return when.strftime("%-d %b %Y")


@bp.app_template_filter("moment")
def moment(when: datetime) -> Markup:
    """Write an instant in the organisation's time zone, and name the zone."""
    here = when.astimezone(current.zone())
    said = here.strftime("%-d %b %Y, %H:%M %Z")
    return Markup(f'<time datetime="{here.isoformat()}">{said}</time>')  # noqa: S704 - digits, and names of months and zones


@bp.app_template_filter("known_date")
def as_known(when: PartialDate) -> str:
    """Write as much of a date as is known."""
    return known_date(when, current.language())


@bp.app_template_filter("act_word")
def word_of_act(kind: TreatyActionKind) -> str:
    """Write what a State did, inside a sentence."""
    return act_word(kind, current.language()).lower()


@bp.app_template_filter("called")
def as_called(country: Called) -> str:
    """Write a country's name as it stands in a sentence."""
    return called(country, current.language())


bp.app_template_filter("country_name")(country_name)

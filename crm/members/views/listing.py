"""The list of people."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.countries.models import Chamber
from crm.countries.place import Places
from crm.countries.queries import list_places
from crm.members.audience import Filter, sentence
from crm.members.forms.filtering import filter_form, meant_by_address
from crm.members.forms.words import STAGES
from crm.members.models import Member
from crm.members.queries.audience import has_common_words, people
from crm.members.queries.listing import ORDERS, lines, seats_of
from crm.members.queries.near import near_people
from crm.members.queries.records import list_chambers
from crm.members.views.blueprint import bp
from crm.members.views.exporting import ask_reason
from crm.paging import COUNT_AT_MOST, AnyRow
from crm.web import current
from crm.web.access import requires
from crm.web.choices import offered
from crm.web.downloads import wanted_format
from crm.web.limits import limited
from crm.web.listing import Listing, Sorts, listing

FOUND_AT_MOST = 1_000
"""Of what a search finds no more is counted: each has to be looked at."""

NEAR = 10
"""As many are named where nobody is spelt as typed."""

SORTS = Sorts(ORDERS, default="name")


@bp.get("/")
@requires(Act.SEE_PEOPLE)
@limited(rates.SEARCH, methods=(), argument="q")
def index() -> ResponseReturnValue:
    """List people, friends unless told otherwise; `?format=` asks for the reason of a file."""
    if wanted_format() is not None:
        return ask_reason()
    session, meant = current.session(), meant_by_address()
    listed = _listed(session, meant)
    places = list_places(session, current.language())
    chambers = list_chambers(session, meant.countries, meant.chambers) if meant.countries or meant.chambers else ()
    return render_template(
        "members/index.html",
        listed=listed,
        seats=seats_of(session, [row.id for row in listed.rows]),
        countries=places.names,
        form=filter_form(meant, places, chambers),
        query=meant.to_query(),
        sentence=named_sentence(meant, places, chambers),
        stages=offered(STAGES).labels,
        near=() if listed.rows or not meant.search else _near(meant),
        everyone=None if listed.rows or not meant.stages else _everyone(meant),
    )


def _listed(session: Session, meant: Filter) -> Listing:
    actor, now = current.actor(), current.now()
    walked = has_common_words(session, meant) and SORTS.chosen()[1].columns == ORDERS["name"].columns
    return listing(
        session,
        lines(people(session, meant, actor, now, walked=walked)),
        SORTS,
        most=FOUND_AT_MOST if meant.search else COUNT_AT_MOST,
        counted=people(session, meant, actor, now).ids() if walked else None,
    )


def _everyone(meant: Filter) -> tuple[int, Sequence[tuple[str, str]]]:
    """How many people of any stage the same filter means, and the query string that lists them."""
    widened = meant.everyone
    return people(current.session(), widened, current.actor(), current.now()).count(
        current.session()
    ), widened.to_query()


def _near(meant: Filter) -> Sequence[AnyRow]:
    """Whom the search would find but for a letter."""
    session = current.session()
    whom = near_people(session, meant, current.actor(), current.now())
    return session.execute(lines(whom).order_by(Member.sort_name, Member.id).limit(NEAR)).all() if whom else ()


def named_sentence(meant: Filter, places: Places, chambers: Sequence[Chamber] = ()) -> str:
    """The filter as a sentence, with the names of countries and chambers."""
    names = {"countries": places.names, "chambers": {str(chamber.id): chamber.name for chamber in chambers}}
    return sentence(meant, lambda field, value: names.get(field, {}).get(value, value))

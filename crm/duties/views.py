"""The worklist of duties, and the form for a fact about one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.place import Place
from crm.countries.queries import find_country, list_places
from crm.duties.forms import DutyForm
from crm.duties.models import DutyFact
from crm.duties.queries import all_duty_facts
from crm.duties.services import record_duty, take_away_duty
from crm.duties.state import Duty, DutyStanding, DutyState, judge
from crm.duties.wording import duty_question, duty_sentence, duty_state_word, duty_word
from crm.treaties.queries import standings
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import filter_args
from crm.web.undo import offer_undo

bp = Blueprint("duties", __name__, url_prefix="/duties")
blueprints = (bp,)

Word = TypeVar("Word", bound=StrEnum)

TREATY = "ccm"
WRONG = 422


@dataclass(frozen=True, slots=True)
class Row:
    """A State Party and one of its duties."""

    place: Place
    standing: DutyStanding
    source: str


@bp.get("/")
@requires(Act.EDIT_FACTS)
def index() -> ResponseReturnValue:
    """List one duty of all States Parties: first what is not known, which is what to ask about."""
    duty = _asked(Duty, "duty") or Duty.YEARLY_REPORT
    state = _asked(DutyState, "state")
    rows = [row for row in _rows(duty) if state is None or row.standing.state is state]
    file = wanted_format()
    if file is not None:
        return download(file, f"duties-{duty.value}", _headings(), _cells(rows))
    return render_template(
        "duties/index.html",
        rows=rows,
        duty=duty,
        state=state,
        duties=list(Duty),
        states=list(DutyState),
        args=filter_args(),
        **_words(),
    )


@bp.route("/<iso2>/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new(iso2: str) -> ResponseReturnValue:
    """Record what a source says of a State's duty."""
    country = _country(iso2)
    form = DutyForm(duty=_asked(Duty, "duty"), on=current.today())
    if form.validate_on_submit():
        record_duty(
            current.session(),
            current.actor(),
            current.now(),
            TREATY,
            country.iso2,
            form.fact(),
            source=form.source.data,
            note=form.note.data or "",
        )
        offer_undo(_("The fact is recorded."))
        return redirect(url_for("countries.show", iso2=country.iso2))
    return render_template("duties/form.html", form=form, country=country), WRONG if form.errors else 200


@bp.post("/facts/<int:fact_id>/take-away")
@requires(Act.EDIT_FACTS)
def take_away(fact_id: int) -> ResponseReturnValue:
    """Take a fact away again."""
    recorded = current.session().get(DutyFact, fact_id) or abort(404)
    iso2 = recorded.iso2
    take_away_duty(current.session(), recorded)
    offer_undo(_("The fact is taken away."))
    return redirect(url_for("countries.show", iso2=iso2))


def _rows(duty: Duty) -> Sequence[Row]:
    session, today = current.session(), current.today()
    places = list_places(session, current.language())
    if not places:
        return []
    held, known = standings(session, TREATY, today, today=today), all_duty_facts(session, TREATY)
    rows = []
    for place in places:
        at, facts = held[place.iso2], known.get(place.iso2, ())
        if not at.is_party or at.in_force_on is None or at.in_force_on > today:
            continue
        standing = judge(duty, [fact.fact for fact in facts], at.in_force_on, today)
        source = next((fact.source for fact in reversed(facts) if fact.fact == standing.decided_by), "")
        rows.append(Row(place, standing, source))
    order = list(DutyState)
    return sorted(rows, key=lambda row: order.index(row.standing.state))


def _headings() -> Sequence[str]:
    return [_("Country code"), _("Country"), _("Duty"), _("State"), _("Due"), _("Known by"), _("Source")]


def _cells(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    language = current.language()
    for row in rows:
        at = row.standing
        known_on = at.decided_by.on if at.decided_by else None
        words = duty_word(at.duty, language), duty_state_word(at.state, language)
        yield [row.place.iso2, row.place.name, *words, at.due_on, known_on, row.source]


def _asked(words: type[Word], name: str) -> Word | None:
    """The word that the address asks for, if it is one."""
    try:
        return words(request.args.get(name, ""))
    except ValueError:
        return None


def _words() -> dict[str, object]:
    language = current.language()
    return {
        "duty_word": lambda duty: duty_word(duty, language),
        "duty_state_word": lambda state: duty_state_word(state, language),
        "duty_sentence": lambda standing: duty_sentence(standing, language),
        "duty_question": lambda standing: duty_question(standing, language),
    }


def _country(iso2: str) -> Country:
    return find_country(current.session(), iso2) or abort(404)

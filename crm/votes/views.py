"""The votes of a year with where each State stood on that day, and the form that brings them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act, Relation, allowed
from crm.countries.place import Place
from crm.countries.queries import list_places
from crm.treaties.queries import standings
from crm.treaties.services.importing import state_names
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.vocabulary import vocabulary
from crm.votes.forms import VotesForm
from crm.votes.models import Choice, Vote
from crm.votes.queries import votes_of_year, years_with_votes
from crm.votes.reading import read_votes
from crm.votes.services import keep_votes
from crm.votes.wording import vote_word
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import filter_args
from crm.web.undo import offer_undo

bp = Blueprint("votes", __name__, url_prefix="/votes")
blueprints = (bp,)

TREATY = "ccm"
WRONG = 422


@dataclass(frozen=True, slots=True)
class Row:
    """A State's vote, and where it stood on that day."""

    place: Place
    vote: Vote
    standing: Standing


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> ResponseReturnValue:
    """List the votes of a year; `?choice=yes&status=not_joined` gives non-signatories that voted yes."""
    years = years_with_votes(current.session())
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else next(iter(years), None)
    choice, status = request.args.get("choice", ""), request.args.get("status", "")
    every = _rows(year) if year is not None else []
    rows = [row for row in every if choice in {"", row.vote.choice} and status in {"", row.standing.status}]
    file = wanted_format()
    if file is not None:
        return download(file, f"votes-{year or 'none'}", _headings(), _cells(rows))
    return render_template(
        "votes/index.html",
        years=years,
        year=year,
        rows=rows,
        counts={word: sum(row.vote.choice is word for row in every) for word in Choice},
        choices=list(Choice),
        statuses=list(TreatyStatus),
        choice=choice,
        status=status,
        args=filter_args(),
        may_edit=allowed(current.actor(), Act.EDIT_FACTS, Relation.ANY),
        vote_word=lambda word: vote_word(word, current.language()),
        **vocabulary(current.language()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def bring() -> ResponseReturnValue:
    """Bring the votes on a resolution; a line that is not understood keeps all of them from being kept."""
    form = VotesForm()
    if form.validate_on_submit():
        table = read_votes(form.lines.data, state_names(current.session()))
        if not table.faults and table.votes:
            number = keep_votes(current.session(), form.ballot(), table.votes)
            offer_undo(ngettext("%(num)s vote is kept.", "%(num)s votes are kept.", number))
            return redirect(url_for("votes.index", year=form.voted_on.data.year))
        form.lines.errors = [_("These lines can't be read: %(lines)s", lines="; ".join(table.faults[:10]))]
    return render_template("votes/form.html", form=form), WRONG if form.errors else 200


def _rows(year: int) -> Sequence[Row]:
    session = current.session()
    votes = {vote.iso2: vote for vote in votes_of_year(session, year)}
    day = next(iter(votes.values())).voted_on
    held = standings(session, TREATY, day, today=current.today())
    places = list_places(session, current.language())
    return [Row(place, votes[place.iso2], held[place.iso2]) for place in places if place.iso2 in votes]


def _headings() -> Sequence[str]:
    return [_("Country code"), _("Country"), _("Vote"), _("Status on that day"), _("Day"), _("Resolution"), _("Source")]


def _cells(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    for row in rows:
        vote = row.vote
        stood = row.standing.status.value
        yield [vote.iso2, row.place.name, vote.choice.value, stood, vote.voted_on, vote.resolution, vote.source]

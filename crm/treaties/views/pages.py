"""The pages of treaties: where States stand on a day, the numbers for the press, and how the treaty spread."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.treaties.asking import step_word
from crm.treaties.curve import by_year, history
from crm.treaties.forms import ENTRY_WORDS, WITHDRAWAL_WORDS
from crm.treaties.freshness import freshness
from crm.treaties.models import Treaty
from crm.treaties.queries import counts, list_treaties, standings_and_acts
from crm.treaties.report import FILE_COLUMNS, file_row
from crm.treaties.roster import Row, Wanted, by_region, chosen, regions_of
from crm.treaties.sources.untc import status_page
from crm.treaties.status import Known, TreatyStatus, count, published_signatures, told_until
from crm.treaties.views.blueprint import bp, may_edit, treaty_or_404
from crm.treaties.vocabulary import vocabulary
from crm.treaties.wording import press_sentence, status_word
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import Format, download, wanted_format
from crm.web.listing import filter_args


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> str:
    """List the treaties we hold facts of."""
    session, today = current.session(), current.today()
    held = [(treaty, counts(session, treaty.key, today)) for treaty in list_treaties(session)]
    return render_template(
        "treaties/index.html", held=held, freshness=freshness, may_edit=may_edit(), **vocabulary(current.language())
    )


@bp.get("/<key>")
@requires(Act.SEE_FACTS, published=True)
def show(key: str) -> ResponseReturnValue:
    """Show where every State stands under a treaty on a day, or give it as a file."""
    treaty, on = treaty_or_404(key), current.asked_day()
    held, acts = standings_and_acts(current.session(), treaty, on, today=current.today())
    rows = [Row(place, held[place.iso2]) for place in list_places(current.session(), current.language())]
    wanted = Wanted.read(request.args, request.args.getlist("status"))
    sort = request.args.get("sort", "name")
    listed = chosen(rows, wanted, sort)
    file = wanted_format()
    if file is not None:
        return _file(file, treaty, on, listed)
    language = current.language()
    counted = count(held.values())
    told = told_until(treaty.known_until, held.values())
    until = min(on, told)
    return render_template(
        "treaties/show.html",
        treaty=treaty,
        on=on,
        told=told,
        counts=counted,
        signatures=published_signatures(held.values()),
        press=press_sentence(treaty.name, counted, on, Known(treaty.known_until, told), treaty.source, language),
        freshness=freshness(treaty.known_until, current.today()),
        years=by_year(history(acts, until), until),
        rows=_cells(listed, on),
        wanted=wanted,
        sort=sort,
        args=filter_args(),
        statuses=list(TreatyStatus),
        regions=regions_of(rows),
        by_region=by_region(rows),
        may_edit=may_edit(),
        entry_words=ENTRY_WORDS,
        withdrawal_words=WITHDRAWAL_WORDS,
        status_page=status_page(treaty.mtdsg_no),
        **vocabulary(language),
    )


def _cells(rows: Sequence[Row], on: date) -> tuple[tuple[Hashable, ...], ...]:
    """What the list says of each State, and nothing else: its rows are kept as long as they say the same."""
    language = current.language()
    return tuple(
        (
            at.iso2,
            row.place.name,
            status_word(at.status, language),
            at.withdrawal_effective_on,
            at.is_leaving,
            at.signed_on,
            at.deposited_on,
            at.in_force_on,
            at.is_party and at.in_force_on is not None and at.in_force_on > on,
            step_word(at.step, language),
        )
        for row in rows
        for at in [row.standing]
    )


def _file(file: Format, treaty: Treaty, on: date, rows: Sequence[Row]) -> Response:
    lines = (file_row(row.standing, row.place.name, on, treaty.known_until, treaty.source) for row in rows)
    return download(file, f"{treaty.key}-{on.isoformat()}", FILE_COLUMNS, lines)

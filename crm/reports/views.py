"""The report's page, its lists and its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.actions.models import OutcomeKind
from crm.countries.queries import list_places
from crm.mail.models import MessageState
from crm.reports.forms import PeriodForm
from crm.reports.period import Period
from crm.reports.queries import (
    Report,
    friend_moves,
    friends_by_country,
    outcomes_in,
    report,
)
from crm.reports.tables import Line, lines
from crm.reports.words import aim_word, evidence_heading, kind_word, outcome_word
from crm.treaties.wording import act_word
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.fields import country_name

bp = Blueprint("reports", __name__)
blueprints = (bp,)

bp.app_template_filter("outcome_word")(outcome_word)

WRONG = 422

Table = tuple[str, str, Sequence[tuple[str, Line]]]


class NoPeriodError(ValueError):
    """An address names no period; `form` says why."""

    def __init__(self, form: PeriodForm) -> None:
        """Keep what was typed."""
        super().__init__("no period")
        self.form = form


@bp.get("/reports/")
@requires(Act.SEE_REPORTS)
def index() -> ResponseReturnValue:
    """Show what the network did in a period, as a page, a page to print, or a file."""
    over = _period()
    found = report(current.session(), over, current.today())
    tables = _tables(found)
    wanted = wanted_format()
    if wanted is not None:
        name = f"report-{over.start.isoformat()}-{over.end.isoformat()}"
        headings = [_("Part"), _("What"), _("Number"), _("Told to us"), _("Seen in the record")]
        return download(wanted, name, headings, _rows(found, tables))
    template = "reports/print.html" if "print" in request.args else "reports/index.html"
    form = PeriodForm(formdata=None, data={"start": over.start, "end": over.end})
    shown = {"over": over, "form": form, "report": found, "tables": tables, "heading_of": evidence_heading}
    return render_template(template, organisation=current.organisation(), **shown)


@bp.get("/reports/friends/<moved>")
@requires(Act.SEE_REPORTS)
def friends(moved: str) -> str:
    """List who became a friend, or stopped being one."""
    if moved not in {"gained", "lost"}:
        abort(404)
    over = _period()
    rows = friend_moves(current.session(), over, current.actor(), gained=moved == "gained")
    return render_template("reports/friends.html", over=over, moved=moved, rows=rows)


@bp.get("/reports/countries")
@requires(Act.SEE_REPORTS)
def countries() -> str:
    """List the countries with a friend."""
    return render_template("reports/countries.html", rows=friends_by_country(current.session()), names=_names())


@bp.get("/reports/outcomes/<kind>")
@requires(Act.SEE_REPORTS)
def outcomes(kind: str) -> str:
    """List what came of friends' actions."""
    if kind not in set(OutcomeKind):
        abort(404)
    over, wanted = _period(), OutcomeKind(kind)
    rows = outcomes_in(current.session(), over, wanted, current.actor())
    return render_template("reports/outcomes.html", over=over, rows=rows, kind=outcome_word(wanted))


@bp.errorhandler(NoPeriodError)
def ask_again(error: NoPeriodError) -> ResponseReturnValue:
    """Say beside its field what is no period, and keep what was typed."""
    return render_template("reports/period.html", form=error.form), WRONG


def _period() -> Period:
    """The period of the address; raises NoPeriodError where it names none."""
    form = PeriodForm(formdata=request.args)
    if not form.validate():
        raise NoPeriodError(form)
    return form.period()


def _names() -> Mapping[str, str]:
    """The names of countries in the reader's language, by their codes."""
    return list_places(current.session(), current.language()).names


def _tables(found: Report) -> Sequence[Table]:
    """The three tables of actions: the query's name of a part, its heading, its lines with their words."""
    names = _names()
    unknown = _("Not known")
    return [
        ("kind", _("Kind"), [(kind_word(line.value), line) for line in lines(found.cells, "kind")]),
        ("aim", _("Aim"), [(aim_word(line.value) or unknown, line) for line in lines(found.cells, "aim")]),
        (
            "country",
            _("Country"),
            [(names.get(line.value or "", unknown), line) for line in lines(found.cells, "country_iso2")],
        ),
    ]


def _rows(found: Report, tables: Sequence[Table]) -> Iterator[Sequence[str | int | date]]:
    network = _("Friends")
    yield network, _("Gained"), found.gained, "", ""
    yield network, _("Lost"), found.lost, "", ""
    yield network, _("Friends today"), found.friends, "", ""
    yield network, _("Countries with a friend today"), found.countries, "", ""
    for _part, heading, counted in tables:
        for word, line in counted:
            yield _("Actions by %(part)s", part=heading), word, line.number, line.told, line.seen
    for kind, number in found.outcomes.items():
        yield _("Outcomes"), outcome_word(kind), number, "", ""
    for digest, counts in found.digests:
        yield _("Digests sent"), digest.title, counts[MessageState.SENT], "", ""
    for move in found.moves:
        what = f"{country_name(move.country)}: {act_word(move.act.kind, current.language())}, {move.act.on.isoformat()}"
        yield _("States that moved (friends' actions in the two years before)"), what, move.friends_actions, "", ""

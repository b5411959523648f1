"""The numbers of digests over time: a table, a drawing, a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.digests.models import Digest
from crm.digests.queries.deliveries import Counts
from crm.digests.report import REASONS
from crm.mail.models import MessageState, SkipReason
from crm.paging import AnyRow
from crm.results.chart import Issue, draw
from crm.results.models import IssueCount
from crm.results.queries import ORDERS, issues, known_states
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.drawing import drawing_style
from crm.web.listing import Sorts, listing, whole_list

bp = Blueprint("results", __name__)
blueprints = (bp,)

SORTS = Sorts(ORDERS, "-sent")
DRAWN = 26
"""As many issues as the drawing shows: a page of the list."""
STATES = (
    MessageState.SENT,
    MessageState.FAILED,
    MessageState.IN_DOUBT,
    MessageState.SKIPPED,
    MessageState.WAITING,
    MessageState.SENDING,
)
CAME = ("bounced", "unsubscribed", "replies", "actions")


@bp.get("/reports/digests")
@requires(Act.SEE_REPORTS)
def index() -> ResponseReturnValue:
    """Show what came of each digest, the latest first, or give it all as a file."""
    wanted = wanted_format()
    if wanted is not None:
        return download(wanted, "digests-over-time", _headings(), _cells())
    page = listing(current.session(), issues(), SORTS, size=DRAWN)
    rows = _pairs(page.rows)
    states = known_states(current.session(), [digest for digest, _kept in rows])
    return render_template("results/index.html", listing=page, rows=rows, states=states)


@bp.get("/reports/digests/chart.svg")
@requires(Act.SEE_REPORTS)
def chart() -> Response:
    """Draw the issues of a page of the list, the earliest first."""
    page = listing(current.session(), issues(), SORTS, size=DRAWN)
    rows = _pairs(page.rows)
    states = known_states(current.session(), [digest for digest, _kept in rows])
    drawn = draw([_issue(digest, states[digest.id], kept) for digest, kept in sorted(rows, key=_when)])
    said = render_template(
        "results/chart.svg",
        title=_("Digests over time"),
        description=_("A bar for each issue: mails sent, failed or come back, and people left out."),
        style=drawing_style()[0],
        language=current.language(),
        chart=drawn,
    )
    answer = Response(said, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = drawing_style()[1]
    return answer


def _pairs(rows: Iterable[AnyRow]) -> list[tuple[Digest, IssueCount | None]]:
    """Each digest with its numbers, without what the list was sorted by."""
    return [(row.Digest, row.IssueCount) for row in rows]


def _issue(digest: Digest, states: Counts, kept: IssueCount | None) -> Issue:
    back = kept.bounced if kept else 0
    went = sum(states.values()) - states[MessageState.SKIPPED] - states[MessageState.FAILED] - back
    on = (digest.sent_at or digest.created_at).date()
    return Issue(on, went, states[MessageState.FAILED] + back, states[MessageState.SKIPPED])


def _when(row: tuple[Digest, IssueCount | None]) -> tuple[str, int]:
    return str(row[0].sent_at), row[0].id


def _headings() -> list[str]:
    words = [state.value.replace("_", " ") for state in STATES]
    left_out = [f"left out: {REASONS[reason]}" for reason in SkipReason]
    return ["digest", "title", "sent at (UTC)", "recipients", *words, *CAME, *left_out, "counted at (UTC)"]


def _cells() -> Iterator[Sequence[object]]:
    rows = _pairs(whole_list(current.session(), issues(), SORTS))
    states = known_states(current.session(), [digest for digest, _kept in rows])
    for digest, kept in rows:
        held = states[digest.id]
        came = [getattr(kept, name) for name in CAME] if kept else [""] * len(CAME)
        why = [kept.reasons.get(reason.value, 0) for reason in SkipReason] if kept else [""] * len(SkipReason)
        numbers = [sum(held.values()), *(held[state] for state in STATES)]
        yield digest.id, digest.title, digest.sent_at, *numbers, *came, *why, kept.counted_at if kept else ""

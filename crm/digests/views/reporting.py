"""The report of a digest: what became of each mail, person by person."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.rights import Act, Relation, allowed
from crm.audit.services import journal
from crm.digests.exclusions import Exclusions
from crm.digests.models import Digest
from crm.digests.queries.deliveries import ORDER, deliveries
from crm.digests.queries.issues import composition_of
from crm.digests.queries.news import country_names
from crm.digests.queries.outlook import outlook
from crm.digests.report import REASONS, STATES, outcome_words
from crm.digests.services import composing
from crm.digests.views.blueprint import WRONG, base_url, bp, editable, named, typed, wanted
from crm.digests.views.preview import in_cell, status_words
from crm.mail.models import MessageState, SkipReason
from crm.paging import AnySelect
from crm.results.queries import Came, came_of, known_numbers, span_of
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import Format, download, wanted_format
from crm.web.limits import limited
from crm.web.listing import Sorts, listing, whole_list
from crm.web.undo import offer_undo

Word = TypeVar("Word", bound=StrEnum)
SORTS = Sorts({"state": ORDER}, "state")
MOST_SHOWN, COUNT_AT_MOST = 500, 1_000
LONGEST_DOMAIN = 253
HEADINGS = ("person", "country", "address", "state", "what became of it", "ended at (UTC)")


@bp.get("/digests/<int:digest_id>/report")
@requires(Act.SEE_DIGESTS)
def report(digest_id: int) -> ResponseReturnValue:
    """Count what came of a digest and list its deliveries; `?state=`, `?reason=`, `?domain=`, `?came=` narrow them."""
    found = wanted(digest_id)
    if wanted_format() is not None:
        _check_export()
        return render_template("digests/export.html", digest=found, faulty=False)
    state, reason = _asked(MessageState, "state"), _asked(SkipReason, "reason")
    page = listing(current.session(), _chosen(found), SORTS, most=COUNT_AT_MOST)
    return render_template(
        "digests/report.html",
        digest=found,
        listing=page,
        numbers=known_numbers(current.session(), found),
        came=_asked(Came, "came"),
        domain=request.args.get("domain", ""),
        states=STATES,
        reasons=REASONS,
        state=state,
        reason=reason,
        outcome_words=outcome_words,
    )


@bp.get("/digests/<int:digest_id>/audience")
@requires(Act.SEE_DIGESTS)
def audience(digest_id: int) -> str:
    """Count whom a digest would go to by status and language, and list who gets it and who is left out, and why.

    `?reason=` narrows the list, `none` to those who get it; `?status=` and `?language=` to a cell.
    """
    found = editable(digest_id)
    ahead = outlook(
        current.session(), composition_of(current.session(), found), current.actor(), current.now(), base_url()
    )
    asked = request.args.get("reason", "")
    reason = None if asked in {"", "none"} else _asked(SkipReason, "reason")
    turns = [
        turn for turn in ahead.turns if (not asked or turn.reason == reason) and in_cell(ahead, turn, request.args)
    ]
    return render_template(
        "digests/audience.html",
        digest=found,
        turns=turns[:MOST_SHOWN],
        number=len(turns),
        ahead=ahead,
        asked=asked,
        reasons=REASONS,
        names=country_names(current.session(), current.language()),
        statuses=status_words(),
        languages=named(found.languages),
        single=set(Exclusions.of(found.excluded).people),
        cell={name: request.args.get(name, "") for name in ("status", "language")},
    )


@bp.post("/digests/<int:digest_id>/aside")
@requires(Act.EDIT_DIGESTS)
def aside(digest_id: int) -> ResponseReturnValue:
    """Leave one person out of a digest, or take them in again."""
    member_id, take_in = request.form.get("person", type=int), request.form.get("in") == "yes"
    if member_id is None:
        abort(400)
    composing.set_aside(current.session(), editable(digest_id).id, member_id, aside=not take_in)
    offer_undo(_("They are in again.") if take_in else _("They are left out of this digest."))
    return redirect(url_for("digests.audience", digest_id=digest_id))


@bp.post("/digests/<int:digest_id>/report")
@requires(Act.SEE_DIGESTS)
@limited(rates.FILES)
def report_file(digest_id: int) -> ResponseReturnValue:
    """Give the report as a file, for the reason that is told."""
    found, asked = wanted(digest_id), wanted_format() or Format.CSV
    _check_export()
    why = typed("reason_for_file", 500)
    if not why:
        return render_template("digests/export.html", digest=found, faulty=True), WRONG
    detail = {"digest": found.id, "reason": why}
    journal(
        current.session(),
        current.now(),
        "digest_report_exported",
        actor_id=current.actor().user_id,
        remote=current.remote(),
        detail=detail,
    )
    return download(asked, f"digest {found.id} report", HEADINGS, list(_rows(found)))


def _rows(found: Digest) -> list[tuple[object, ...]]:
    return [
        (
            row.name or "erased",
            row.name_en or "",
            row.email,
            STATES[row.state],
            outcome_words(row.state, row.reason, row.answer, row.attempts),
            row.ended_at,
        )
        for row in whole_list(current.session(), _chosen(found), SORTS)
    ]


def _chosen(found: Digest) -> AnySelect:
    """The deliveries that the address asks for."""
    domain = request.args.get("domain", "").replace("\x00", "")[:LONGEST_DOMAIN]
    statement = deliveries(found.id, _asked(MessageState, "state"), _asked(SkipReason, "reason"), domain)
    came = _asked(Came, "came")
    span = span_of(current.session(), found) if came is not None else None
    if came is None:
        return statement
    return statement.where(came_of(found.id, span, came) if span is not None else sa.false())


def _check_export() -> None:
    if not allowed(current.actor(), Act.EXPORT_PEOPLE, Relation.ANY):
        abort(403)


def _asked(words: type[Word], name: str) -> Word | None:
    """Read a word of the address; 400 for one there is not."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        return words(text)
    except ValueError:
        abort(400)

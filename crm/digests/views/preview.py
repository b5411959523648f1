"""The mail as one named reader sees it, and the neutral view: documents of their own, in which nothing runs."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.names import fold
from crm.digests.kinds import DigestState
from crm.digests.look import LARGEST, in_look, kilobytes
from crm.digests.matrix import NO_STATUS
from crm.digests.queries.issues import composition_of, find_by_public_token
from crm.digests.queries.news import country_names
from crm.digests.queries.outlook import Outlook, Turn, outlook
from crm.digests.queries.previews import neutral_view, preview_for, render_turn
from crm.digests.rendering import Rendered
from crm.digests.report import REASONS
from crm.digests.versions import language_name
from crm.digests.views.blueprint import base_url, bp, editable, named, wanted
from crm.treaties.status import TreatyStatus
from crm.treaties.wording import status_word
from crm.web import current
from crm.web.access import public, requires

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'"
)
"""A mail has its styles inline; nothing in it runs or is fetched, whatever stands in it."""

LONGEST_CODE = 10
MOST_READERS = 300
"""As many readers are offered to preview as."""

ASKED = ("q", "status", "language", "part", "look", "width", "images")
SHOWN = frozenset({DigestState.SENDING, DigestState.PAUSED, DigestState.SENT})


@bp.get("/digests/<int:digest_id>/preview")
@requires(Act.SEE_DIGESTS)
def preview(digest_id: int) -> str:
    """Show the mail as any reader would get it: HTML, text, dark, on a phone, images off, with its size."""
    session, found = current.session(), editable(digest_id)
    ahead = outlook(session, composition_of(session, found), current.actor(), current.now(), base_url())
    asked = {name: request.args.get(name, "") for name in ASKED}
    words, number = fold(asked["q"]), request.args.get("reader", type=int)
    fits = [turn for turn in ahead.turns if in_cell(ahead, turn, request.args) and words in fold(turn.reader.name)]
    chosen = next((turn for turn in fits if turn.reader.member_id == number), fits[0] if fits else None)
    said = render_turn(ahead, chosen) if chosen is not None else None
    return render_template(
        "digests/preview.html",
        digest=found,
        asked=asked | {"part": asked["part"] or "html", "look": asked["look"] or "auto"},
        turns=fits[:MOST_READERS],
        chosen=chosen,
        subject=said.subject if said else "",
        size=kilobytes(said.html) if said else 0,
        pictures=said.html.count("<img") if said else 0,
        largest=LARGEST,
        statuses=status_words(),
        names=named(found.languages),
        wanted=language_name(chosen.variant.wanted, current.language()) if chosen and chosen.variant.wanted else "",
        places=country_names(session, current.language()),
        reasons=REASONS,
    )


@bp.get("/digests/<int:digest_id>/preview/<int:member_id>.html")
@requires(Act.SEE_DIGESTS)
def preview_html(digest_id: int, member_id: int) -> Response:
    """Give the HTML part as this reader would get it; `?look=` dark or light, `?images=off` fetches none."""
    policy = MAIL_POLICY.replace("img-src data:", "img-src 'none'") if request.args.get("images") == "off" else ""
    return document(in_look(_preview(digest_id, member_id).html, request.args.get("look", "")), policy=policy)


@bp.get("/digests/<int:digest_id>/preview/<int:member_id>.txt")
@requires(Act.SEE_DIGESTS)
def preview_text(digest_id: int, member_id: int) -> Response:
    """Give the text part as this reader would get it."""
    return document(_preview(digest_id, member_id).text, mimetype="text/plain")


@bp.get("/digests/<token>/view")
@public
def view(token: str) -> Response:
    """Show a digest that was sent to whoever has its address: nobody's name, and only what is public."""
    digest = find_by_public_token(current.session(), token)
    if digest is None or not (digest.sent_at or digest.state in SHOWN):
        abort(404)
    language = request.args.get("language", "")[:LONGEST_CODE]
    return document(neutral_view(current.session(), digest, base_url(), language).html)


def _preview(digest_id: int, member_id: int) -> Rendered:
    found = preview_for(current.session(), wanted(digest_id), member_id, current.actor(), current.now(), base_url())
    if found is None:
        abort(404)
    return found


def document(said: str, mimetype: str = "text/html", policy: str = "") -> Response:
    """Answer with a part of a mail as a document of its own, which our pages may show in a frame."""
    response = Response(said, mimetype=mimetype)
    response.headers["Content-Security-Policy"] = policy or MAIL_POLICY
    return response


def status_words() -> dict[str, str]:
    """The rows of the matrix: each status in words, and readers without a country we know."""
    words = {status.value: status_word(status, current.language()) for status in TreatyStatus}
    return words | {NO_STATUS: _("No country known")}


def in_cell(ahead: Outlook, turn: Turn, asked: Mapping[str, str]) -> bool:
    """Whether a reader is of the status and language that an address asks for."""
    seat = ahead.seat(turn)
    return all(
        not wanted or wanted == held
        for wanted, held in ((asked.get("status"), seat.status), (asked.get("language"), seat.language))
    )

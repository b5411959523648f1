"""The mail as one named reader sees it, and the neutral view: documents of their own, in which nothing runs."""

from __future__ import annotations

from flask import Response, abort, request

from crm.accounts.rights import Act
from crm.digests.kinds import DigestState
from crm.digests.queries.issues import find_by_public_token
from crm.digests.queries.previews import neutral_view, preview_for
from crm.digests.rendering import Rendered
from crm.digests.views.blueprint import base_url, bp, wanted
from crm.web import current
from crm.web.access import public, requires

MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'"
)
"""A mail has its styles inline; nothing in it runs or is fetched, whatever stands in it."""

LONGEST_CODE = 10
SHOWN = frozenset({DigestState.SENDING, DigestState.PAUSED, DigestState.SENT})


@bp.get("/digests/<int:digest_id>/preview/<int:member_id>.html")
@requires(Act.SEE_DIGESTS)
def preview_html(digest_id: int, member_id: int) -> Response:
    """Give the HTML part as this reader would get it."""
    return document(_preview(digest_id, member_id).html)


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


def document(said: str, mimetype: str = "text/html") -> Response:
    """Answer with a part of a mail as a document of its own, which our pages may show in a frame."""
    response = Response(said, mimetype=mimetype)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response

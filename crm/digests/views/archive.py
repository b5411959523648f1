"""The updates that were sent to whoever is signed in, as they were sent."""

from __future__ import annotations

from flask import Response, abort, render_template

from crm.accounts.rights import Act
from crm.digests.mailing import DigestKind
from crm.digests.queries.deliveries import find_received, received
from crm.digests.views.blueprint import base_url, bp
from crm.digests.views.preview import document
from crm.mail.models import Message
from crm.web import current
from crm.web.access import requires


@bp.get("/updates/")
@requires(Act.READ_DIGESTS)
def updates() -> str:
    """List the updates sent to this person, the latest first."""
    listed = received(current.session(), current.actor().members)
    return render_template("digests/updates.html", updates=listed)


@bp.get("/updates/<int:message_id>")
@requires(Act.READ_DIGESTS)
def update(message_id: int) -> str:
    """Show one of them."""
    message, title = _wanted(message_id)
    return render_template("digests/update.html", message=message, title=title)


@bp.get("/updates/<int:message_id>.html")
@requires(Act.READ_DIGESTS)
def update_html(message_id: int) -> Response:
    """Give what it said, as a document of its own in which nothing runs."""
    message, _title = _wanted(message_id)
    kind = DigestKind(base_url(), current.settings().mail_from)
    return document(kind.open(current.session(), [message], current.now()).said(message).html)


def _wanted(message_id: int) -> tuple[Message, str]:
    """One's own message and the title of its digest; 404 for anybody else's."""
    return find_received(current.session(), current.actor().members, message_id) or abort(404)

"""Past updates: those sent to whoever is signed in, as they were sent, and all of them as everybody may read them."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.digests.mailing import DigestKind
from crm.digests.queries.archive import archived
from crm.digests.queries.deliveries import find_received, received
from crm.digests.services.archiving import keep_in_archive
from crm.digests.views.blueprint import base_url, bp, wanted
from crm.digests.views.preview import document
from crm.mail.models import Message
from crm.web import current
from crm.web.access import Opening, requires
from crm.web.locales import spoken
from crm.web.undo import offer_undo

MOST_FED = 30
"""As many issues as the feed holds."""


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


@bp.get("/archive/")
@requires(Act.READ_DIGESTS, published=Opening.ARCHIVE)
@spoken
def past() -> str:
    """List the digests that went to all friends, in the version that names nobody."""
    listed = archived(current.session(), current.language())
    return render_template("digests/archive.html", listed=listed)


@bp.get("/archive/feed.atom")
@requires(Act.READ_DIGESTS, published=Opening.ARCHIVE)
@spoken
def feed() -> Response:
    """Give them to feed readers, the latest first (RFC 4287)."""
    language = current.language()
    listed = archived(current.session(), language, MOST_FED)
    said = render_template(
        "digests/archive.xml",
        listed=listed,
        updated=max((one.sent_at for one in listed), default=current.now()),
        base=base_url(),
        organisation=current.organisation(),
        language=language,
    )
    return Response(said, mimetype="application/atom+xml")


@bp.post("/digests/<int:digest_id>/archive")
@requires(Act.SEND_DIGESTS)
def keep(digest_id: int) -> ResponseReturnValue:
    """Put a digest into the archive, or take it out."""
    kept = request.form.get("in") == "yes"
    try:
        keep_in_archive(current.session(), wanted(digest_id).id, kept=kept)
    except LookupError:
        abort(409)
    offer_undo(_("It stands in the archive.") if kept else _("It is out of the archive."))
    return redirect(url_for("digests.digest", digest_id=digest_id))


def _wanted(message_id: int) -> tuple[Message, str]:
    """One's own message and the title of its digest; 404 for anybody else's."""
    return find_received(current.session(), current.actor().members, message_id) or abort(404)

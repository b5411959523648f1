"""The outbox in the browser: what was written instead of sent, while no mail server is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from heapq import nlargest
from pathlib import Path

from flask import Response, abort, render_template, send_file

from crm.accounts.rights import Act, allowed
from crm.mail.views.blueprint import bp
from crm.web import current
from crm.web.access import requires

SHOWN = 200
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
"""A mail's own body is a document of its own: styles are inline there, and nothing runs."""


@dataclass(frozen=True)
class Kept:
    """One message in the outbox, as the list shows it."""

    name: str
    kept_at: datetime
    to: str
    subject: str


@bp.get("/outbox/")
@requires(Act.SEE_MAIL)
def outbox() -> str:
    """List the newest messages of the outbox that are for these eyes."""
    files = nlargest(SHOWN, _folder().glob("*.eml"), key=lambda path: path.stat().st_mtime)
    return render_template("mail/outbox.html", kept=_listed(files))


@bp.get("/outbox/<name>")
@requires(Act.SEE_MAIL)
def kept_message(name: str) -> str:
    """Show one message: its headers, its text, and its HTML in a frame."""
    message = _read(name)
    text = message.get_body(("plain",))
    return render_template(
        "mail/message.html", name=name, headers=message.items(), text="" if text is None else text.get_content()
    )


@bp.get("/outbox/<name>/html")
@requires(Act.SEE_MAIL)
def kept_html(name: str) -> Response:
    """Give a message's HTML part as a document of its own."""
    html = _read(name).get_body(("html",))
    response = Response("" if html is None else html.get_content(), mimetype="text/html")
    response.headers["Content-Security-Policy"] = HTML_POLICY
    return response


@bp.get("/outbox/<name>/file")
@requires(Act.SEE_MAIL)
def kept_file(name: str) -> Response:
    """Give a message as the file it is."""
    _read(name)
    return send_file(_path(name), mimetype="message/rfc822", as_attachment=True, download_name=f"{name}.eml")


def _folder() -> Path:
    return current.settings().instance_path / "outbox"


def _path(name: str) -> Path:
    path = _folder() / f"{name}.eml"
    if not name.isalnum() or not path.is_file():
        abort(404)
    return path


def _read(name: str) -> EmailMessage:
    message = message_from_bytes(_path(name).read_bytes(), policy=default)
    if not _is_open(message):
        abort(404)
    return message


def _is_open(message: EmailMessage) -> bool:
    """Whether whoever asks may read a message: links that let somebody in are not for every colleague's eyes."""
    return "List-Id" in message or allowed(current.actor(), Act.MANAGE_USERS)


def _listed(files: Sequence[Path]) -> list[Kept]:
    kept = []
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=default)
        if _is_open(message):
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            kept.append(Kept(path.stem, at, str(message["To"]), str(message["Subject"])))
    return kept

"""The hook: a mail server or provider hands over what came back, with a secret that both know."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import timedelta

from flask import Response, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

from crm.accounts.rates import Rate
from crm.intake.services import MOST_BYTES, EmptyError, receive
from crm.intake.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import public
from crm.web.extensions import csrf
from crm.web.limits import limited

HANDED_OVER = Rate("intake_hook", 600, timedelta(minutes=1))
"""Mails one server hands over."""
FIELDS = ("message", "email", "body-mime", "raw")
"""Form fields in which providers put the whole message."""
RECIPIENTS = ("recipient", "to", "envelope-to")


@bp.post("/intake/hook")
@public
@csrf.exempt
@limited(HANDED_OVER)
def hook() -> Response:
    """Take in one message: the body itself, or a field of a form; without the secret nothing is read."""
    _check_secret()
    request.max_content_length = MOST_BYTES + 2**20
    request.max_form_memory_size = MOST_BYTES
    raw, recipients = _message()
    if len(raw) > MOST_BYTES:
        raise RequestEntityTooLarge
    try:
        receipt = receive(current.session(), current.now(), raw, "hook", recipients)
    except EmptyError as error:
        return Response(f"{error}\n", WRONG, mimetype="text/plain")
    said = receipt.kind.value if receipt.is_new else "known already"
    return Response(f"{said}\n", mimetype="text/plain")


def _check_secret() -> None:
    """Compare what was sent in equal time; where no secret is set there is no hook."""
    secret = current.settings().intake_secret
    if not secret:
        abort(404)
    given = request.authorization
    sent = (given.token or given.password or "") if given else request.headers.get("X-Intake-Secret", "")
    if not hmac.compare_digest(sent.encode(), secret.encode()):
        abort(403)


def _message() -> tuple[bytes, Sequence[str]]:
    """The message and the addresses it was handed over for."""
    if not (request.mimetype or "").startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return request.get_data(cache=False), request.headers.getlist("X-Envelope-To")[:20]
    named = [value for name in RECIPIENTS for value in request.form.getlist(name)[:20]]
    for name in FIELDS:
        if name in request.files:
            return request.files[name].stream.read(), named
        if name in request.form:
            return request.form[name].encode("utf-8", "surrogateescape"), named
    return b"", named

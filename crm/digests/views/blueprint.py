"""The blueprint of digests, and what several of its views ask."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, request
from flask_babel import get_locale

from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.queries.issues import get_digest
from crm.digests.versions import language_name
from crm.web import current

bp = Blueprint("digests", __name__)
WRONG = 422
EDITABLE = frozenset({DigestState.DRAFT, DigestState.APPROVED})


def wanted(digest_id: int) -> Digest:
    """Get the digest of an address; 404 when there is none."""
    try:
        return get_digest(current.session(), digest_id)
    except LookupError:
        abort(404)


def editable(digest_id: int) -> Digest:
    """Get a digest that can still be edited; 409 when it is on its way."""
    digest = wanted(digest_id)
    if digest.state not in EDITABLE:
        abort(409)
    return digest


def typed(name: str, longest: int) -> str:
    """Read a text of a form that has no class of its own: trimmed, without what no database holds, and not too long."""
    return request.form.get(name, "").replace("\x00", "").strip()[:longest]


def base_url() -> str:
    """Where this instance lives: links in mails never follow the Host of a request."""
    return current.settings().base_url


def languages() -> dict[str, str]:
    """Name the languages the organisation writes in, in the reader's own."""
    from babel import Locale  # noqa: PLC0415 - slow to import, and few views name languages

    reader = get_locale()
    return {code: str(Locale.parse(code).get_display_name(reader) or code) for code in current.organisation().languages}


def named(codes: Iterable[str]) -> dict[str, str]:
    """Name languages in the reader's own, also those the organisation does not write in any more."""
    return {code: language_name(code, current.language()) for code in codes}

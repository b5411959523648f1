"""Headers that every answer carries."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from crm.web import current
from crm.web.access import access_of, is_published

KEPT_SECONDS = 300
"""How long a cache may keep a published page without asking."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'none'"
)


def add_headers(response: Response) -> Response:
    """Set the security headers, and keep private pages out of every cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault(
        "Referrer-Policy",
        "no-referrer" if "token" in (request.view_args or {}) else "same-origin",
    )
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current.settings().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.endpoint is None or not request.endpoint.endswith("static"):
        response.vary.add("Cookie")
        if _is_for_everybody(response):
            return _let_it_be_kept(response)
        headers.setdefault("Cache-Control", "no-store")
    return response


def _is_for_everybody(response: Response) -> bool:
    """Whether this answer is a published page as every visitor gets it."""
    if response.status_code != HTTPStatus.OK or request.endpoint is None or current.actor().role is not None:
        return False
    return is_published(access_of(request.endpoint))


def _let_it_be_kept(response: Response) -> Response:
    """Let caches keep the answer for some minutes, and ask with its tag whether it changed."""
    response.headers.setdefault("Cache-Control", f"public, max-age={KEPT_SECONDS}")
    response.add_etag()
    response.make_conditional(request)
    return response

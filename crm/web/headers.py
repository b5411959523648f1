"""Headers that every answer carries."""

from __future__ import annotations

from flask import Response, request

from crm.web import current

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
        headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response

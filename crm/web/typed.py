"""What somebody typed, shown to them again when their request is refused: to be copied, never sent again by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import request

from crm.web.addresses import local_target
from crm.web.extensions import is_ours, origin_of

OF_THE_PAGE = frozenset({"csrf_token", "next", "opened", "version", "do"})
"""What a form carries that nobody typed."""

SECRET = re.compile("password|secret|token|totp|key|(?<!postal_)code")
CLOSED = frozenset({"accounts"})
"""Whose forms hold passwords and codes: of what was typed into them nothing is shown."""


def typed() -> Sequence[tuple[str, str]]:
    """The names and texts of this request's form: none that may be secret, none that another site may have written."""
    if request.blueprint in CLOSED or not _comes_from_us():
        return ()
    return [
        (re.sub("[_-]+", " ", name).capitalize(), text)
        for name, text in request.form.items(multi=True)
        if text.strip() and name not in OF_THE_PAGE and not SECRET.search(name.lower())
    ]


def page_before() -> str:
    """The path of our page from which this request was sent; empty where the browser does not say."""
    referrer = request.referrer or ""
    return local_target(urlsplit(referrer).path, "") if is_ours(origin_of(referrer)) else ""


def _comes_from_us() -> bool:
    """Whether the browser itself says that one of our pages sent this request."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and is_ours(request.headers.get("Origin", ""))

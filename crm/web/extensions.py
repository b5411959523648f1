"""The Flask extensions that pages need, one of each; a worker or a command imports none of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError


class OriginCheckingCSRF(CSRFProtect):
    """Asks for the token, and refuses what a browser itself says comes from another site."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's own way
        """Refuse a request without its session's token, then one of another origin."""
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            self._require_our_origin()

    def _require_our_origin(self) -> None:
        # A page without referrer says "null" as its origin: then Sec-Fetch-Site and the token decide.
        origin = request.headers.get("Origin", "null")
        elsewhere = origin != "null" and not is_ours(origin)
        if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} or elsewhere:
            reason = "The request comes from another site."
            raise CSRFError(reason)


def is_ours(origin: str) -> bool:
    """Whether this is the origin of our own pages."""
    return origin in {origin_of(request.host_url), origin_of(current_app.config["SETTINGS"].base_url)}


def origin_of(address: str) -> str:
    """The scheme and host of an address, as browsers name an origin."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


login_manager = LoginManager()
babel = Babel()
csrf = OriginCheckingCSRF()
bootstrap = Bootstrap5()

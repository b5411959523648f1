"""Every view says who may open it; the application asks before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from crm.accounts.rights import Act, Relation, Role, allowed
from crm.db import reading
from crm.web import current

WITHOUT_SECOND_FACTOR = frozenset(
    {
        "accounts.second_factor_set_up",
        "accounts.offer_second_factor",
        "accounts.confirm_second_factor",
        "accounts.sign_out",
    }
)
"""What is open to somebody who must set up a second factor first."""

View = TypeVar("View", bound=Callable[..., Any])


class Opening(StrEnum):
    """What an organisation can open to everybody, by the name of its setting."""

    FACTS = "public_pages"
    ARCHIVE = "public_archive"


@dataclass(frozen=True)
class Access:
    """The rule of one view: open to all, to whoever is signed in, or to those who may do an act.

    A published one is open to visitors too where the organisation opens that to everybody.
    """

    public: bool = False
    act: Act | None = None
    published: Opening | None = None


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    return _mark(view, Access(public=True))


def signed_in(view: View) -> View:
    """Mark a view as open to every signed-in user."""
    return _mark(view, Access())


def requires(act: Act, *, published: bool | Opening = False) -> Callable[[View], View]:
    """Mark a view as open to those who may do this act at least to their own.

    `published` lets visitors read it where the organisation opened its facts, or what is named, to everybody.
    """
    opening = published if isinstance(published, Opening) else Opening.FACTS if published else None
    return lambda view: _mark(view, Access(act=act, published=opening))


def access_of(endpoint: str) -> Access | None:
    """The rule of an endpoint; None when its view has none, which a guard test refuses."""
    view = current_app.view_functions[endpoint]
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access(public=True)
    return getattr(view, "access", None)


def check_access() -> ResponseReturnValue | None:
    """Refuse, or send to sign in, whoever may not open the view of this request."""
    if request.endpoint is None:
        _refuse_to_tell_methods()
        return None
    rule = access_of(request.endpoint)
    if rule is None:
        abort(403)
    if rule.public:
        return None
    actor = current.actor()
    if actor.role is None:
        return None if is_published(rule) else _ask_to_sign_in()
    if owes_second_factor() and request.endpoint not in WITHOUT_SECOND_FACTOR:
        return _to(url_for("accounts.second_factor_set_up"))
    if rule.act is not None and not allowed(actor, rule.act, Relation.OWN):
        abort(403)
    return None


def is_published(rule: Access | None) -> bool:
    """Whether visitors may read what stands under this rule: the organisation opened it to everybody."""
    if rule is None or rule.published is None:
        return False
    with reading():
        return is_open(rule.published)


def is_open(opening: Opening) -> bool:
    """Whether the organisation opened this to everybody."""
    kept = current.organisation()
    return kept.public_archive if opening is Opening.ARCHIVE else kept.public_pages


def _refuse_to_tell_methods() -> None:
    """Ask whoever is not signed in to do so, rather than tell which methods a closed page knows."""
    fault = request.routing_exception
    if not isinstance(fault, MethodNotAllowed) or current.actor().role is not None:
        return
    adapter = current_app.url_map.bind("")
    known = [adapter.match(request.path, method=method)[0] for method in fault.valid_methods or ()]
    if not any(rule is not None and rule.public for rule in map(access_of, known)):
        abort(401)


def owes_second_factor() -> bool:
    """Whether whoever is signed in must set up a second factor before anything else."""
    user = current.user()
    if user is None or not current.settings().second_factor:
        return False
    return user.role is not Role.MEMBER and not user.has_second_factor


def _ask_to_sign_in() -> ResponseReturnValue:
    return _to(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), otherwise=401)


def _to(address: str, *, otherwise: int = 403) -> ResponseReturnValue:
    """Send a reader on; refuse whoever wanted to change something."""
    if request.method not in {"GET", "HEAD"}:
        abort(otherwise)
    return redirect(address)


def _mark(view: View, rule: Access) -> View:
    view.access = rule  # type: ignore[attr-defined]  # a function can carry what is true of it
    return view

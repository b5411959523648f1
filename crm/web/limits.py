"""How often a view may be asked: a rule beside the view, counted in the database."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from crm.accounts import rates
from crm.web import current, side_records

if TYPE_CHECKING:
    from crm.accounts.rates import Rate

View = TypeVar("View", bound=Callable[..., Any])

ARGUMENTS = {"q": rates.SEARCH, "words": rates.SEARCH, "format": rates.FILES}
"""What every view counts by itself: a search, and a list taken as a file."""

IPV6_NETWORK = 64
"""Bits of an IPv6 address that stand for one household: the rest is drawn at will."""


@dataclass(frozen=True)
class Limit:
    """The rate of one view, for these methods, or for any request that carries an argument."""

    rate: Rate
    methods: Collection[str]
    argument: str | None

    def counts(self) -> bool:
        """Whether this request is one that is counted."""
        if self.argument is not None and request.args.get(self.argument):
            return True
        return request.method in self.methods


def limited(rate: Rate, *, methods: Collection[str] = ("POST",), argument: str | None = None) -> Callable[[View], View]:
    """Mark a view as one that may not be asked too often; `argument` names a query argument that counts too."""

    def mark(view: View) -> View:
        view.limit = Limit(rate, methods, argument)  # type: ignore[attr-defined]  # a function can carry what is true of it
        return view

    return mark


def check_limits() -> None:
    """Answer 429 to whoever asks a limited view, searches or takes files too often."""
    rate = _rate()
    if rate is not None and side_records.count(rate, visitor()) > rate.most:
        raise TooManyRequests(retry_after=rate.wait(current.now()))


def _rate() -> Rate | None:
    view = current_app.view_functions.get(request.endpoint or "")
    limit: Limit | None = getattr(view, "limit", None)
    if limit is not None and limit.counts():
        return limit.rate
    return next((rate for argument, rate in ARGUMENTS.items() if request.args.get(argument)), None)


def visitor() -> str:
    """Who is counted: the signed-in user, else the address the request comes from."""
    actor = current.actor()
    return f"user:{actor.user_id}" if actor.user_id else network(current.remote())


def network(remote: str) -> str:
    """Give the address that stands for a visitor: IPv4 whole, IPv6 its first half."""
    try:
        address = ip_address(remote)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> IPV6_NETWORK << IPV6_NETWORK)
    return str(address)

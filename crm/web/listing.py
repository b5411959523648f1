"""A list page: its rows, how many there are, how it is sorted and the addresses of the pages beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from crm.paging import COUNT_AT_MOST, PAGE_SIZE, AnyRow, AnySelect, Order, Place, Total, read_counted_page

NOT_A_FILTER = frozenset({"page", "format", "sort"})
CHUNK = 500


@dataclass(frozen=True)
class Listing:
    """What a list template shows: `sort` and `args` are what the heading macros want."""

    rows: Sequence[AnyRow]
    total: Total
    sort: str
    args: Mapping[str, Any]
    previous: str | None
    next: str | None

    @property
    def filtered(self) -> bool:
        """Whether a filter is set in the address."""
        return bool(self.args)


@dataclass(frozen=True)
class Sorts:
    """The orders in which a list can be had, by their names in the address; `default` may begin with a minus."""

    orders: Mapping[str, Order]
    default: str

    def chosen(self) -> tuple[str, Order]:
        """The order that `?sort=` asks for, if there is one so called, and its name; a minus turns it round."""
        sort = request.args.get("sort", self.default)
        if sort.removeprefix("-") not in self.orders:
            sort = self.default
        order = self.orders[sort.removeprefix("-")]
        return sort, order.reversed if sort.startswith("-") else order


def listing(
    session: Session,
    statement: AnySelect,
    sorts: Sorts,
    *,
    size: int = PAGE_SIZE,
    most: int = COUNT_AT_MOST,
    counted: AnySelect | None = None,
) -> Listing:
    """Read the page at the place that `?page=` names, and count the list (or `counted`, as long) up to `most`."""
    sort, order = sorts.chosen()
    place = Place.read(request.args.get("page"), order)
    page = read_counted_page(session, statement, order, place, size=size, most=most, counted=counted)
    return Listing(
        rows=page.rows,
        total=page.total or Total(len(page.rows)),
        sort=sort,
        args=filter_args(),
        previous=_address(sort, sorts, page.previous),
        next=_address(sort, sorts, page.next),
    )


def whole_list(session: Session, statement: AnySelect, sorts: Sorts) -> Iterator[AnyRow]:
    """Every row in the order the address asks for, read in chunks: for a file."""
    _sort, order = sorts.chosen()
    return iter(session.execute(order.apply(statement).execution_options(yield_per=CHUNK)))


def filter_args() -> dict[str, Any]:
    """The filters of the address: what stays when the page or the sorting changes."""
    return {name: values if len(values) > 1 else values[0] for name, values in _given() if name not in NOT_A_FILTER}


def _given() -> Iterator[tuple[str, list[str]]]:
    for name, values in request.args.lists():
        kept = [value for value in values if value]
        # A leading underscore would be an option of url_for, and the path's own parts are no filters.
        if kept and not name.startswith("_") and name not in (request.view_args or {}):
            yield name, kept


def _address(sort: str, sorts: Sorts, place: Place | None) -> str | None:
    if place is None or request.endpoint is None:
        return None
    extra = {} if sort == sorts.default else {"sort": sort}
    return url_for(request.endpoint, **{**filter_args(), **(request.view_args or {}), **extra, "page": place.write()})

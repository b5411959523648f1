"""The go-live checklist: what must hold before mail leaves for real people, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """One point of the checklist."""

    BASE_URL = "base_url"
    FROM = "from"
    NAME = "name"
    POSTAL_ADDRESS = "postal_address"
    REPLY_BOX = "reply_box"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    TEST = "test"


RECORDS = (Point.SPF, Point.DKIM, Point.DMARC)
"""What the name system must say of the domain that mail comes from."""

PROVED = frozenset({*RECORDS, Point.TEST})
"""What no setting says: somebody sees it, or waves it through."""

WANTED: Mapping[Point, str] = {
    Point.BASE_URL: "an address of this instance that readers can reach (CRM_BASE_URL with https)",
    Point.FROM: "the address mail comes from (CRM_MAIL_FROM)",
    Point.NAME: "the organisation's name in the settings",
    Point.POSTAL_ADDRESS: "the postal address in the settings",
    Point.REPLY_BOX: "the reply box in the settings",
    Point.SPF: "an SPF record of the sender's domain, seen or waved through",
    Point.DKIM: "a DKIM record of the sender's domain, seen or waved through",
    Point.DMARC: "a DMARC record of the sender's domain, seen or waved through",
    Point.TEST: "a test mail that somebody received, or waved through",
}


@dataclass(frozen=True)
class Known:
    """What is known of a point that must be proved: for what, and whether it was waved through."""

    about: str
    waved: bool = False


@dataclass(frozen=True)
class State:
    """All that the checklist depends on; addresses and names are empty where none is set."""

    secure: bool
    mail_from: str
    name: str
    postal_address: str
    reply_box: str
    proofs: Mapping[Point, Known]

    @property
    def domain(self) -> str:
        """The domain mail comes from."""
        return self.mail_from.rpartition("@")[2].lower()


@dataclass(frozen=True)
class Item:
    """One point and how it stands."""

    point: Point
    is_done: bool
    waved: bool = False

    @property
    def wanted(self) -> str:
        """What is wanted, in words of the operator."""
        return WANTED[self.point]


def checklist(state: State) -> Sequence[Item]:
    """Every point in its order; a proof for another domain or address than today's is none."""
    given = {
        Point.BASE_URL: state.secure,
        Point.FROM: bool(state.mail_from),
        Point.NAME: bool(state.name.strip()),
        Point.POSTAL_ADDRESS: bool(state.postal_address.strip()),
        Point.REPLY_BOX: bool(state.reply_box.strip()),
    }
    return [Item(point, given[point]) if point in given else _proved(state, point) for point in Point]


def _proved(state: State, point: Point) -> Item:
    known = state.proofs.get(point)
    about = state.mail_from if point is Point.TEST else state.domain
    holds = known is not None and known.about == about
    return Item(point, holds, waved=holds and known is not None and known.waved)

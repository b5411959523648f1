"""A person to whom a digest may go, and whether it goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.digests.issue import Part, Passage, Variant
from crm.digests.kinds import NO_NEWS, BlockKind
from crm.digests.versions import version_for
from crm.languages import primary
from crm.mail.models import AddressState, SkipReason

_HELD = {AddressState.HELD: SkipReason.ON_HOLD, AddressState.ALL_MAIL_OFF: SkipReason.ALL_MAIL_OFF}


@dataclass(frozen=True, slots=True)
class Reader:
    """What a digest needs to know of a person; `subscribed_at` is None when they never agreed to get it."""

    member_id: int
    name: str
    salutation: str
    language: str
    iso2: str | None
    shielded: bool
    erased: bool
    subscribed_at: datetime | None
    unsubscribed: bool
    address_id: int | None
    email: str
    address_state: AddressState | None
    last_sent_at: datetime | None = None
    pace_days: int | None = None

    @property
    def first_time(self) -> bool:
        """Whether they never got an issue before."""
        return self.last_sent_at is None


def reason_against(reader: Reader) -> SkipReason | None:
    """Say why somebody may not get digests at this moment; None when they may."""
    if reader.erased:
        return SkipReason.ERASED
    if reader.shielded:
        return SkipReason.SHIELDED
    if reader.subscribed_at is None:
        return SkipReason.NOT_ALLOWED
    if reader.unsubscribed:
        return SkipReason.UNSUBSCRIBED
    if reader.address_state is None:
        return SkipReason.NO_ADDRESS
    return _HELD.get(reader.address_state)


def wants_it_later(reader: Reader, now: datetime) -> bool:
    """Whether somebody who asked for fewer issues had one too lately."""
    if reader.pace_days is None or reader.last_sent_at is None:
        return False
    return now - reader.last_sent_at < timedelta(days=reader.pace_days)


def parts_for(
    reader: Reader, parts: Sequence[Part], held_by: Mapping[int, Collection[int]], countries: Collection[str]
) -> frozenset[int]:
    """Choose a reader's parts: those without an audience or whose audience holds them.

    `held_by` has the members of each audience by part; "your country" needs a country we know.
    """
    return frozenset(
        part.key
        for part in parts
        if (part.key not in held_by or reader.member_id in held_by[part.key])
        and (part.kind is not BlockKind.YOUR_COUNTRY or reader.iso2 in countries)
    )


def is_new_for(parts: Sequence[Part], chosen: Collection[int], passage: Passage | None) -> bool:
    """Whether a reader's parts tell anything new: "your country" does only with items of that country's own."""
    if passage is not None and passage.own and any(p.key in chosen and p.kind is BlockKind.YOUR_COUNTRY for p in parts):
        return True
    return any(part.key in chosen and part.kind not in NO_NEWS for part in parts)


def variant_for(reader: Reader, chosen: frozenset[int], versions: Sequence[str]) -> Variant:
    """Name the variant of the digest that a reader gets, in the version that fits their language best."""
    language = version_for(reader.language, versions)
    same = primary(reader.language) == primary(language)
    return Variant(chosen, reader.first_time, language, "" if same else reader.language)

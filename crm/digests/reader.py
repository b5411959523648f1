"""A person to whom a digest may go, and whether it goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm.digests.issue import Part, Passage, Variant
from crm.digests.kinds import NO_NEWS, BlockKind
from crm.digests.topics import TOPIC_OF, news_topics
from crm.digests.versions import version_for
from crm.languages import primary
from crm.mail.models import AddressState, SkipReason
from crm.preferences.frequency import comes_too_early
from crm.preferences.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """What decides whether a digest goes to a person; `subscribed_at` is None when they never agreed to get it."""

    shielded: bool
    erased: bool
    subscribed_at: datetime | None
    unsubscribed: bool
    address_state: AddressState | None
    last_regular_at: datetime | None = None
    pace_days: int = 0
    paused_until: date | None = None
    topics_off: frozenset[str] = frozenset()

    @property
    def is_choosy(self) -> bool:
        """Whether it depends on the issue too."""
        return bool(self.topics_off or self.pace_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(Receiver):
    """The same person with what an issue says to them."""

    member_id: int
    name: str
    salutation: str
    language: str
    iso2: str | None
    address_id: int | None
    email: str
    last_sent_at: datetime | None = None

    @property
    def first_time(self) -> bool:
        """Whether they never got an issue before."""
        return self.last_sent_at is None


def reason_against(reader: Receiver, today: date) -> SkipReason | None:
    """Say why somebody may not get digests on a day; None when they may."""
    state = reader.address_state
    reasons = (
        (reader.erased, SkipReason.ERASED),
        (reader.shielded, SkipReason.SHIELDED),
        (reader.subscribed_at is None, SkipReason.NOT_ALLOWED),
        (reader.unsubscribed, SkipReason.UNSUBSCRIBED),
        (state is None, SkipReason.NO_ADDRESS),
        (state is AddressState.HELD, SkipReason.ON_HOLD),
        (state is AddressState.ALL_MAIL_OFF, SkipReason.ALL_MAIL_OFF),
        (reader.paused_until is not None and today < reader.paused_until, SkipReason.PAUSED),
    )
    return next((reason for holds, reason in reasons if holds), None)


def reason_in_choices(reader: Receiver, kinds: Collection[BlockKind], today: date, *, alert: bool) -> SkipReason | None:
    """Say why an issue with these kinds of blocks is not what somebody chose to get; None when it is.

    An urgent alert is a topic of its own, and comes at once however seldom somebody wants an issue.
    """
    if alert:
        return SkipReason.TOPIC_OFF if Topic.ALERTS in reader.topics_off else None
    topics = news_topics(kinds)
    if topics and topics <= reader.topics_off:
        return SkipReason.TOPIC_OFF
    last = reader.last_regular_at
    return SkipReason.LESS_OFTEN if comes_too_early(reader.pace_days, last.date() if last else None, today) else None


def parts_for(
    reader: Reader, parts: Sequence[Part], held_by: Mapping[int, Collection[int]], countries: Collection[str]
) -> frozenset[int]:
    """Choose the parts that are for a reader: those without an audience or whose audience holds them.

    `held_by` has the members of each audience by part; "your country" needs a country we know.
    """
    return frozenset(
        part.key
        for part in parts
        if (part.key not in held_by or reader.member_id in held_by[part.key])
        and (part.kind is not BlockKind.YOUR_COUNTRY or reader.iso2 in countries)
    )


def without_topics(parts: Sequence[Part], chosen: frozenset[int], off: Collection[str]) -> frozenset[int]:
    """Leave out the parts on topics that somebody turned off."""
    return frozenset(part.key for part in parts if part.key in chosen and TOPIC_OF.get(part.kind) not in off)


def is_new_for(parts: Sequence[Part], chosen: Collection[int], passage: Passage | None) -> bool:
    """Whether a reader's parts tell anything new: "your country" does only with news of that country's own."""
    if (
        passage is not None
        and passage.is_news
        and any(p.key in chosen and p.kind is BlockKind.YOUR_COUNTRY for p in parts)
    ):
        return True
    return any(part.key in chosen and part.kind not in NO_NEWS for part in parts)


def variant_for(reader: Reader, chosen: frozenset[int], versions: Sequence[str]) -> Variant:
    """Name the variant of the digest that a reader gets, in the version that fits their language best."""
    language = version_for(reader.language, versions)
    same = primary(reader.language) == primary(language)
    return Variant(chosen, reader.first_time, language, "" if same else reader.language)

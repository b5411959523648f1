"""Who gets a letter of a batch, in which words and which way, and who gets none and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from crm.languages import speaking
from crm.letters.merge import Merged


class LeftOut(StrEnum):
    """Why somebody a batch could go to gets no letter."""

    SHIELDED = "shielded"
    GONE = "gone"
    BY_HAND = "by_hand"
    INVITED_LATELY = "invited_lately"
    NO_MAIL = "no_mail"
    NO_WAY = "no_way"


class Trouble(StrEnum):
    """What must be put right before a letter can be made."""

    NO_TEXT = "no_text"
    NO_SENDER = "no_sender"
    EMPTY_FIELD = "empty_field"


@cache
def left_out_words(reason: LeftOut, language: str = "en") -> str:
    """Say why somebody gets no letter."""
    _ = speaking(language).gettext
    return {
        LeftOut.SHIELDED: _("shielded"),
        LeftOut.GONE: _("left the network"),
        LeftOut.BY_HAND: _("taken out by hand"),
        LeftOut.INVITED_LATELY: _("invited not long ago"),
        LeftOut.NO_MAIL: _("wants no mail, or the address does not work"),
        LeftOut.NO_WAY: _("no address for this way of sending"),
    }[reason]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the letters of a batch are to go."""

    by_post: bool
    by_email: bool
    invites: bool
    not_within_days: int
    left_out: Collection[int]
    on: date


@dataclass(frozen=True, slots=True)
class Reach:
    """What decides whether and how one person can be reached."""

    member_id: int
    shielded: bool
    gone: bool
    invited_on: date | None
    has_post: bool
    has_email: bool
    email_works: bool


def way_to(person: Reach, wanted: Wanted) -> tuple[bool, bool] | LeftOut:
    """Whether somebody gets a letter by post and by mail; or why not at all."""
    if person.member_id in wanted.left_out:
        return LeftOut.BY_HAND
    if person.shielded:
        return LeftOut.SHIELDED
    if person.gone:
        return LeftOut.GONE
    since = wanted.on - timedelta(days=wanted.not_within_days)
    if wanted.invites and person.invited_on is not None and since < person.invited_on <= wanted.on:
        return LeftOut.INVITED_LATELY
    by_post = wanted.by_post and person.has_post
    by_email = wanted.by_email and person.email_works
    if by_post or by_email:
        return by_post, by_email
    return LeftOut.NO_MAIL if wanted.by_email and person.has_email else LeftOut.NO_WAY


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter to be made."""

    member_id: int
    name: str
    iso2: str | None
    language: str
    wanted_language: str
    variant: str
    by_post: bool
    by_email: bool
    text_id: int = 0
    sender_id: int = 0
    subject: Merged | None = None
    body: Merged | None = None
    trouble: Trouble | None = None
    detail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole batch before it is made: its letters, who is left out, and what keeps it from being made."""

    letters: Sequence[Planned]
    left_out: Mapping[int, LeftOut] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def troubled(self) -> Sequence[Planned]:
        """The letters that cannot be made as things are."""
        return [letter for letter in self.letters if letter.trouble]

    @property
    def by_variant(self) -> Mapping[tuple[str, str], int]:
        """How many letters there are of each variant and language."""
        counted = Counter((letter.variant, letter.language) for letter in self.letters)
        return dict(sorted(counted.items()))

    @property
    def reasons(self) -> Mapping[LeftOut, int]:
        """How many are left out for each reason."""
        counted = Counter(self.left_out.values())
        return {reason: counted[reason] for reason in LeftOut if counted[reason]}

    @property
    def stand_ins(self) -> Mapping[tuple[str, str], int]:
        """How many get another language than theirs, by the one they read and the one they get."""
        return dict(
            Counter((one.wanted_language, one.language) for one in self.letters if one.language != one.wanted_language)
        )

    @property
    def without_post(self) -> int:
        """How many of the letters go by mail alone."""
        return sum(not letter.by_post for letter in self.letters)

    @property
    def without_email(self) -> int:
        """How many of the letters go by post alone."""
        return sum(not letter.by_email for letter in self.letters)

"""Digests and the blocks and items they are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.digests.kinds import BlockKind, DigestState, Template


class Edited:
    """Words that people edit: each saving counts the version up, so that nobody writes over what they did not see."""

    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Digest(Edited, Identified, Base):
    """One issue of the update, over a window of changes, for an audience.

    Its own words, and those of its blocks and items, are in the language it is written in; those in the languages
    of `also_in` are rows of their own, and fall back to the former where something is not translated.
    """

    __tablename__ = "digest"

    title: Mapped[str] = mapped_column(String(200))
    preheader: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(10), default="en")
    also_in: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[DigestState] = mapped_column(default=DigestState.DRAFT)
    window_starts_at: Mapped[datetime]
    window_ends_at: Mapped[datetime]
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    template: Mapped[Template] = mapped_column(default=Template.REGULAR)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    morning_on: Mapped[date | None]
    public_token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    tested_hash: Mapped[str | None] = mapped_column(String(64))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    waiver: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(default=0)
    in_archive: Mapped[bool] = mapped_column(default=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it has a version in, the one it is written in first."""
        return (self.language, *self.also_in)


class DigestText(Edited, Identified, Base):
    """The title and preheader of a digest in another language."""

    __tablename__ = "digest_text"
    __table_args__ = (UniqueConstraint("digest_id", "language"),)

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200), default="")
    preheader: Mapped[str] = mapped_column(String(200), default="")


class Block(Edited, Identified, Base):
    """A part of a digest, in its place, for an audience.

    The `scope` of a block of actions says which regions and aims it collects; a pinned block stays on top.
    """

    __tablename__ = "block"

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[BlockKind]
    heading: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pinned: Mapped[bool] = mapped_column(default=False)
    scope: Mapped[dict[str, Any]] = mapped_column(default=dict)


class BlockText(Edited, Identified, Base):
    """The heading and text of a block in another language; its version counts for the words of the items too."""

    __tablename__ = "block_text"
    __table_args__ = (UniqueConstraint("block_id", "language"),)

    block_id: Mapped[int] = mapped_column(ForeignKey("block.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    heading: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")


class BlockItem(Identified, Base):
    """One line of a block: about a treaty action, an action or a meeting (`subject`), in staff's words.

    One that was `told` to us, and not seen in a record, is marked; one for its `own_country` only is read there alone.
    """

    __tablename__ = "block_item"

    block_id: Mapped[int] = mapped_column(ForeignKey("block.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    subject: Mapped[str] = mapped_column(String(60), default="", index=True)
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(500), default="")
    dropped: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    told: Mapped[bool] = mapped_column(default=False)
    own_country: Mapped[bool] = mapped_column(default=False)


class ItemText(Identified, Base):
    """The words of an item in another language."""

    __tablename__ = "item_text"
    __table_args__ = (UniqueConstraint("item_id", "language"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("block_item.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")


class FrozenText(Identified, Base):
    """What a digest says, kept when its sending starts: one row for each variant, with slots, and each country.

    A retry, the neutral view and the page `/verify` read it, so that what was sent never changes afterwards.
    """

    __tablename__ = "frozen_text"
    __audited__ = False
    __table_args__ = (UniqueConstraint("digest_id", "key"),)

    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)


class QuietPeriod(Identified, Base):
    """Days on which nobody in a country is written to, or nobody at all where no country is named."""

    __tablename__ = "quiet_period"

    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")

"""Senders, templates with their versions, batches, and the letters themselves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.letters.kinds import AnswerHow, AnswerKind, BatchState, Channel, LetterKind, LetterState


class SenderProfile(Identified, Base):
    """In whose name letters go: a campaign with its letterhead and signatory, for the countries it serves.

    The one that is `is_default` signs where no other serves a country.
    """

    __tablename__ = "sender_profile"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    organisation: Mapped[str] = mapped_column(String(200))
    signatory: Mapped[str] = mapped_column(String(200))
    signatory_title: Mapped[str] = mapped_column(String(200), default="")
    letterhead: Mapped[str] = mapped_column(Text, default="")
    postal_address: Mapped[str] = mapped_column(Text, default="")
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    reply_email: Mapped[str] = mapped_column(String(254), default="")
    web_page: Mapped[str] = mapped_column(String(300), default="")
    countries: Mapped[list[str]] = mapped_column(default=list)
    is_default: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


class SenderImage(Base):
    """The picture on a sender's letterhead, apart so that lists do not read it."""

    __tablename__ = "sender_image"
    __audited__ = False

    sender_id: Mapped[int] = mapped_column(ForeignKey("sender_profile.id", ondelete="CASCADE"), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class LetterTemplate(Identified, Base):
    """A letter to be written again and again, in several languages; `key` names one that comes with the product."""

    __tablename__ = "letter_template"

    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    kind: Mapped[LetterKind]
    name: Mapped[str] = mapped_column(String(120))
    retired_at: Mapped[datetime | None]


class LetterText(Identified, Base):
    """One version of a template in one language; it is never overwritten."""

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("template_id", "language", "version"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("letter_template.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    shipped: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LetterBatch(Identified, Base):
    """Letters made together: from which template, to whom, on which day, how they go.

    `only` are people chosen one by one; without any, `audience` says who is meant. `left_out` are taken out by hand.
    """

    __tablename__ = "letter_batch"

    name: Mapped[str] = mapped_column(String(200))
    template_id: Mapped[int] = mapped_column(ForeignKey("letter_template.id"))
    dated_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(default=Channel.POST)
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    only: Mapped[list[Any]] = mapped_column(default=list)
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    not_within_days: Mapped[int] = mapped_column(default=180)
    follow_up_days: Mapped[int] = mapped_column(default=30)
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("sender_profile.id"))
    enclosures: Mapped[list[Any]] = mapped_column(default=list)
    attach: Mapped[bool] = mapped_column(default=False)
    waiver: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[BatchState] = mapped_column(default=BatchState.DRAFT)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    print_file: Mapped[str] = mapped_column(String(80), default="")
    print_pages: Mapped[int] = mapped_column(default=0)


class Letter(Identified, Base):
    """A letter to one person, with the exact file that was made; its worker writes it, so it is no one's change.

    `reference` is printed in it, `token` stands in its personal link and gives no login.
    """

    __tablename__ = "letter"
    __audited__ = False
    __table_args__ = (
        UniqueConstraint("batch_id", "member_id"),
        Index("ix_letter_batch_state", "batch_id", "state", "id"),
        Index("ix_letter_member", "member_id", "sent_on"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("letter_batch.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("letter_text.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("sender_profile.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    language: Mapped[str] = mapped_column(String(10))
    variant: Mapped[str] = mapped_column(String(80), default="")
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    by_post: Mapped[bool] = mapped_column(default=False)
    by_email: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(254), default="")
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id", ondelete="SET NULL"))
    address_lines: Mapped[list[Any]] = mapped_column(default=list)
    subject: Mapped[str] = mapped_column(String(500), default="")
    words: Mapped[list[Any]] = mapped_column(default=list)
    enclosures: Mapped[list[Any]] = mapped_column(default=list)
    file_name: Mapped[str] = mapped_column(String(80), default="")
    file_hash: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime | None]
    sent_on: Mapped[date | None]
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id", ondelete="SET NULL"))


class LetterAnswer(Identified, Base):
    """What came back of a letter, the latest; `change_set_id` names the act that kept it, for its reader to undo."""

    __tablename__ = "letter_answer"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[AnswerKind]
    how: Mapped[AnswerHow]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    change_set_id: Mapped[int | None]

"""Model texts and documents, each with its texts by language and version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.library.kinds import DocumentForm, ParliamentKind, TextKind, read_steps
from crm.treaties.step import Step


class ModelText(Identified, Base):
    """A text for parliament that members adapt: what it is for, and the steps it asks for.

    `shipped` has the columns that came with the product, `shipped_texts` a print of each text that did, by language.
    """

    __tablename__ = "model_text"

    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    kind: Mapped[TextKind]
    steps: Mapped[str] = mapped_column(String(200))
    parliament: Mapped[ParliamentKind] = mapped_column(default=ParliamentKind.ANY)
    retired_at: Mapped[datetime | None]
    shipped: Mapped[dict[str, Any] | None]
    shipped_texts: Mapped[dict[str, Any] | None]

    @property
    def fits(self) -> tuple[Step, ...]:
        """The steps it asks for."""
        return read_steps(self.steps)


class ModelTextVersion(Identified, Base):
    """The words of a model text in one language, as they were at a time: the highest version holds."""

    __tablename__ = "model_text_version"
    __table_args__ = (UniqueConstraint("text_id", "language", "version"),)

    text_id: Mapped[int] = mapped_column(ForeignKey("model_text.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Document(Identified, Base):
    """A paper or another document that is read here and enclosed with letters."""

    __tablename__ = "document"

    key: Mapped[str] = mapped_column(String(80), unique=True)
    retired_at: Mapped[datetime | None]
    shipped_texts: Mapped[dict[str, Any] | None]


class DocumentVersion(Identified, Base):
    """A document in one language as it was at a time: its Markdown, or where its file lies; the highest holds."""

    __tablename__ = "document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "language", "version"),
        CheckConstraint("(form = 'paper') = (stored_name = '')", name="paper_or_file"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[DocumentForm]
    body: Mapped[str] = mapped_column(Text, default="")
    stored_name: Mapped[str] = mapped_column(String(40), default="")
    file_name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int | None]
    pages: Mapped[int | None]
    author: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(500), default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

"""What members did in parliament, who took part and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Identified
from crm.partial_date import PartialDate
from crm.treaties.step import Step


class ActionKind(StrEnum):
    """The few words for what is done in parliaments; the kind as written is kept beside."""

    QUESTION = "question"
    MOTION = "motion"
    COMMITTEE = "committee"
    BILL = "bill"
    DEBATE = "debate"
    LETTER = "letter"
    MEETING = "meeting"
    OTHER = "other"


class Evidence(StrEnum):
    """How we know of an action."""

    TOLD = "told"
    SEEN = "seen"


class Visibility(StrEnum):
    """Who may see an action."""

    PRIVATE = "private"
    NETWORK = "network"
    PUBLIC = "public"


class ActionState(StrEnum):
    """Whether an action is planned, waits for a look, or counts."""

    PLANNED = "planned"
    DRAFT = "draft"
    DONE = "done"


class ParliamentaryAction(Identified, Base):
    """A question, motion, committee work, bill, debate or letter."""

    __tablename__ = "action"
    __table_args__ = (
        Index("ix_action_on", "on", "id"),
        Index("ix_action_country_on", "country_iso2", "on", "id", "state"),
        Index("ix_action_kind_on", "kind", "on", "id"),
        Index("ix_action_aim_on", "aim", "on", "id"),
        Index("ix_action_evidence_on", "evidence", "on", "id"),
        Index("ix_action_visibility_on", "visibility", "on", "id"),
        Index("ix_action_state_on", "state", "on", "id"),
        Index("ix_action_logged", "logged_at", "id"),
    )

    kind: Mapped[ActionKind]
    kind_as_written: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")
    on: Mapped[PartialDate | None]
    country_iso2: Mapped[str | None] = mapped_column(ForeignKey("country.iso2"))
    body: Mapped[str] = mapped_column(String(300), default="")
    aim: Mapped[Step | None]
    evidence: Mapped[Evidence] = mapped_column(default=Evidence.TOLD)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PRIVATE)
    state: Mapped[ActionState] = mapped_column(default=ActionState.DONE)
    origin: Mapped[str] = mapped_column(String(60), default="")
    model_text_id: Mapped[int | None] = mapped_column(ForeignKey("model_text.id"), index=True)
    logged_at: Mapped[datetime]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ActionWord(Base):
    """A folded word of an action's title, kind or reference: the index that search walks."""

    __tablename__ = "action_word"
    __audited__ = False
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), primary_key=True, index=True)


class ActionChamber(Base):
    """A chamber in which an action was taken."""

    __tablename__ = "action_chamber"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), primary_key=True)
    chamber_id: Mapped[int] = mapped_column(ForeignKey("chamber.id"), primary_key=True, index=True)


class ParticipantRole(StrEnum):
    """A member's part in an action."""

    LEAD = "lead"
    CO_SPONSOR = "co_sponsor"
    SIGNATORY = "signatory"


class Participation(Identified, Base):
    """A member's part in an action, since when, and whether it was withdrawn."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("action_id", "member_id"),
        Index("ix_participation_member", "member_id", "action_id"),
    )

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    role: Mapped[ParticipantRole] = mapped_column(default=ParticipantRole.LEAD)
    on: Mapped[PartialDate | None]
    withdrawn_on: Mapped[PartialDate | None]


class OutcomeKind(StrEnum):
    """What came of an action."""

    ANSWER = "answer"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    COMMITMENT = "commitment"
    OTHER = "other"


class Outcome(Identified, Base):
    """An answer, a vote, a commitment: what came of an action, with its evidence."""

    __tablename__ = "outcome"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OutcomeKind]
    on: Mapped[PartialDate | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstentions: Mapped[int | None]
    noted_at: Mapped[datetime]

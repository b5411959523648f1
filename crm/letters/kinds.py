"""The words for what a letter is for, how it goes, and how far a batch and a letter are."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is for."""

    INVITATION = "invitation"
    CONGRATULATION = "congratulation"
    THANKS = "thanks"
    TO_MINISTER = "to_minister"
    CERTIFICATE = "certificate"
    OTHER = "other"


class Channel(StrEnum):
    """How letters reach people."""

    POST = "post"
    EMAIL = "email"
    BOTH = "both"


class BatchState(StrEnum):
    """How far a batch is; its letters say the rest."""

    DRAFT = "draft"
    MAKING = "making"
    PAUSED = "paused"
    MADE = "made"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


class LetterState(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    MADE = "made"
    SENT = "sent"


class AnswerKind(StrEnum):
    """What came back of a letter."""

    JOINED = "joined"
    NOT_NOW = "not_now"
    NEVER = "never"
    MORE = "more"
    RETURNED = "returned"
    ANSWERED = "answered"


class AnswerHow(StrEnum):
    """Which way an answer came."""

    LINK = "link"
    MAIL = "mail"
    POST = "post"


ANY = "any"
"""Every answer, whatever it says; a letter that came back unopened is none."""

BY_LINK = frozenset({AnswerKind.NOT_NOW, AnswerKind.NEVER, AnswerKind.MORE})
"""What can be chosen by the link in a letter; who joins fills in a form."""

BY_POST = frozenset({Channel.POST, Channel.BOTH})
BY_EMAIL = frozenset({Channel.EMAIL, Channel.BOTH})

"""The words on screen for what letters are, how they go and what keeps them from being made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from crm.languages import speaking
from crm.letters.kinds import ANY, AnswerHow, AnswerKind, BatchState, Channel, LetterKind, LetterState
from crm.letters.merge import Fault
from crm.letters.plan import Planned, Trouble
from crm.treaties.asking import step_word
from crm.treaties.step import Step


@cache
def kind_words(language: str = "en") -> Mapping[LetterKind, str]:
    """What letters are for."""
    _ = speaking(language).gettext
    return {
        LetterKind.INVITATION: _("Invitation to the network"),
        LetterKind.CONGRATULATION: _("Congratulation"),
        LetterKind.THANKS: _("Thanks"),
        LetterKind.TO_MINISTER: _("Letter to a minister, for members to sign"),
        LetterKind.CERTIFICATE: _("Certificate"),
        LetterKind.OTHER: _("Another letter"),
    }


@cache
def channel_words(language: str = "en") -> Mapping[Channel, str]:
    """How letters go."""
    _ = speaking(language).gettext
    return {
        Channel.POST: _("By post"),
        Channel.EMAIL: _("By mail"),
        Channel.BOTH: _("By post and by mail, whichever a person has"),
    }


@cache
def batch_words(language: str = "en") -> Mapping[BatchState, str]:
    """How far a batch is."""
    _ = speaking(language).gettext
    return {
        BatchState.DRAFT: _("Draft"),
        BatchState.MAKING: _("Being made"),
        BatchState.PAUSED: _("Paused"),
        BatchState.MADE: _("Made, not sent"),
        BatchState.SENDING: _("Being recorded"),
        BatchState.SENT: _("Sent"),
        BatchState.CANCELLED: _("Given up"),
    }


@cache
def letter_words(language: str = "en") -> Mapping[LetterState, str]:
    """How far a letter is."""
    _ = speaking(language).gettext
    return {
        LetterState.WAITING: _("waiting"),
        LetterState.MADE: _("made, not sent"),
        LetterState.SENT: _("sent"),
    }


@cache
def answer_words(language: str = "en") -> Mapping[str, str]:
    """What came back of letters."""
    _ = speaking(language).gettext
    return {
        ANY: _("Any answer"),
        AnswerKind.JOINED: _("Joined"),
        AnswerKind.MORE: _("Wants to know more"),
        AnswerKind.NOT_NOW: _("Not now"),
        AnswerKind.NEVER: _("Never"),
        AnswerKind.ANSWERED: _("Answered otherwise"),
        AnswerKind.RETURNED: _("Came back unopened"),
    }


@cache
def how_words(language: str = "en") -> Mapping[AnswerHow, str]:
    """Which way answers came."""
    _ = speaking(language).gettext
    return {AnswerHow.LINK: _("by the link"), AnswerHow.MAIL: _("by mail"), AnswerHow.POST: _("by post")}


@cache
def variant_words(variant: str, language: str = "en") -> str:
    """Say a variant by its steps."""
    if not variant:
        return speaking(language).gettext("No country")
    return ", ".join(step_word(Step(part), language) for part in variant.split("+"))


def trouble_words(trouble: Trouble, detail: tuple[str, ...], language: str = "en") -> str:
    """Say what must be put right before a letter can be made."""
    _ = speaking(language).gettext
    return {
        Trouble.NO_TEXT: _("The letter has no text in any language."),
        Trouble.NO_SENDER: _("No sender signs for this country, and there is no default sender."),
        Trouble.EMPTY_FIELD: _("Nothing is known to fill in: %(fields)s."),
    }[trouble] % {"fields": ", ".join(detail)}


def planned_words(letter: Planned, language: str = "en") -> str:
    """Say what keeps one letter from being made; nothing where nothing does."""
    return trouble_words(letter.trouble, letter.detail, language) if letter.trouble else ""


def error_words(error: str, language: str = "en") -> str:
    """Say why a letter of a started batch could not be made."""
    kind, _colon, detail = error.partition(":")
    if kind == "gone":
        return speaking(language).gettext("This person is no longer among our people.")
    return trouble_words(Trouble(kind), tuple(detail.split(":")), language)


def fault_words(fault: Fault, language: str = "en") -> str:
    """Say what is wrong with a text."""
    _ = speaking(language).gettext
    if fault.unknown_field:
        words = _("Line %(line)s: there is no field “%(what)s”. The list of fields is below.")
    else:
        words = _("Line %(line)s: “%(what)s” can't be read. Write {{ field }}, or {%% if field %%} … {%% endif %%}.")
    return words % {"line": fault.line, "what": fault.what}

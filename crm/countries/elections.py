"""What we say of a chamber's elections: a date that has passed is a question, never a fact."""

from __future__ import annotations

from datetime import date

from crm.languages import known_date, speaking
from crm.partial_date import PartialDate


def is_in_doubt(expected: PartialDate | None, today: date) -> bool:
    """Whether an election was expected before today, so that somebody should look whether it was held."""
    return expected is not None and expected.latest < today


def election_sentence(expected: PartialDate | None, today: date, language: str = "en") -> str:
    """Say when the next election is expected, or ask what came of it; nothing where nothing is known."""
    _ = speaking(language).gettext
    if expected is None:
        return ""
    words = (
        _("An election was expected: %(day)s. Was it held, or postponed?")
        if is_in_doubt(expected, today)
        else _("Next election expected: %(day)s.")
    )
    return words % {"day": known_date(expected, language)}

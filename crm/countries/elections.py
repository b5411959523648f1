"""What we say of a chamber's elections: a date that has passed is a question, never a fact."""

from __future__ import annotations

from datetime import date

from crm.languages import known_date, speaking
from crm.partial_date import PartialDate


def is_in_doubt(expected: PartialDate | None, today: date) -> bool:
    """Whether an election was expected before today, so that somebody should look whether it was held."""
    return expected is not None and expected.latest < today


def election_sentence(expected: PartialDate | None, today: date, source: str = "", language: str = "en") -> str:
    """Say when the next election is expected, or by whose word it was called, or ask what came of it."""
    _ = speaking(language).gettext
    if expected is None:
        return ""
    if is_in_doubt(expected, today):
        words = _("An election was expected: %(day)s. Was it held, or postponed?")
    elif source:
        words = _("An election is called for %(day)s (%(source)s).")
    else:
        words = _("Next election expected: %(day)s.")
    return words % {"day": known_date(expected, language), "source": source}

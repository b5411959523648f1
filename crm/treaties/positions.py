"""What positions of a State are about, and which of them make interim measures worth asking for."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache

from crm.languages import speaking


class PositionTopic(StrEnum):
    """What a position is about."""

    STOCKPILES = "stockpiles"
    PRODUCES = "produces"
    USED = "used"
    TRANSFERS = "transfers"
    CONTAMINATED = "contaminated"
    INTERIM_MEASURES = "interim_measures"


CALLS_FOR_INTERIM_MEASURES = frozenset(
    {PositionTopic.STOCKPILES, PositionTopic.PRODUCES, PositionTopic.USED, PositionTopic.TRANSFERS}
)


@cache
def topic_word(topic: PositionTopic, language: str = "en") -> str:
    """The word for what a position is about."""
    _ = speaking(language).gettext
    return {
        PositionTopic.STOCKPILES: _("Stocks"),
        PositionTopic.PRODUCES: _("Production"),
        PositionTopic.USED: _("Use"),
        PositionTopic.TRANSFERS: _("Transfers"),
        PositionTopic.CONTAMINATED: _("Contaminated land"),
        PositionTopic.INTERIM_MEASURES: _("Interim measures"),
    }[topic]


@lru_cache(maxsize=512)
def value_word(value: str, language: str = "en") -> str:
    """What a source says, in a reader's words; a phrase of the source stays as it is."""
    _ = speaking(language).gettext
    words = {
        "yes": _("yes"),
        "no": _("no"),
        "formerly": _("formerly"),
        "unclear": _("unclear"),
        "cleared": _("cleared"),
    }
    return words.get(value, value)


def position_sentence(value: str, edition: str, source: str, *, fresh: bool, language: str = "en") -> str:
    """Say a position with its edition; one too old to be told as a fact is said to be of its time and its source."""
    _ = speaking(language).gettext
    words = (
        _("%(value)s (%(edition)s, %(source)s)") if fresh else _("in %(edition)s, according to %(source)s: %(value)s")
    )
    return words % {"value": value_word(value, language), "edition": edition, "source": source}

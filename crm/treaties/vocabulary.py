"""Our words bound to one language, as a template calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from crm.countries.elections import election_sentence
from crm.languages import known_date, long_date
from crm.treaties.asking import ask_sentence, ask_words, step_word
from crm.treaties.positions import position_sentence, topic_word
from crm.treaties.wording import act_word, status_heading, status_line, status_sentence, status_word

_WORDS: tuple[Callable[..., str], ...] = (
    act_word,
    ask_sentence,
    ask_words,
    election_sentence,
    known_date,
    long_date,
    position_sentence,
    status_heading,
    status_line,
    status_sentence,
    status_word,
    step_word,
    topic_word,
)


@cache
def vocabulary(language: str) -> Mapping[str, Callable[..., Any]]:
    """Give each word-giving function under its own name, speaking this language."""
    return {word.__name__: partial(word, language=language) for word in _WORDS}

"""What the front pages say: a country's one ask with its question, and a digest's next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from crm.actions.models import ActionKind, ActionState
from crm.countries.models import Country
from crm.country_names import called
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.home.question import question
from crm.languages import long_date, speaking
from crm.treaties.asking import ask_sentence, ask_words
from crm.treaties.status import Standing
from crm.treaties.step import Step
from crm.treaties.wording import status_line


@dataclass(frozen=True)
class Ask:
    """Where a country stands, what to ask, and the address that begins the question."""

    status: str
    as_known: str
    ask: str
    second: tuple[str, ...]
    question_address: str
    library_address: str = "/library/"


def ask_of(
    country: Country | None,
    standing: Standing | None,
    known_until: date | None,
    on: date,
    language: str = "en",
    model_texts: Mapping[Step, int] | None = None,
) -> Ask | None:
    """Say where a country stands and what to ask; nothing for somebody without a country.

    The question is the library's for the step, unless the coordinator gave the country an ask of its own.
    """
    if country is None or standing is None or known_until is None:
        return None
    _ = speaking(language).gettext
    ask = ask_sentence(standing, country.procedure, language)
    day = long_date(min(known_until, on), language)
    return Ask(
        status=status_line(called(country, language), standing, language),
        as_known=_("As known on %(day)s.") % {"day": day},
        ask=ask,
        second=tuple(ask_words(step, language) for step in standing.second_asks),
        question_address=_question_address(country, standing, ask, language, model_texts or {}),
        library_address=f"/library/?{urlencode({'country': country.iso2})}",
    )


def _question_address(
    country: Country, standing: Standing, ask: str, language: str, model_texts: Mapping[Step, int]
) -> str:
    """Where the question begins: as a copy of the library's, else as a planned action with our own words."""
    text_id = None if standing.override else model_texts.get(standing.step)
    if text_id is not None:
        return f"/library/texts/{text_id}/adapt?{urlencode({'country': country.iso2, 'language': language})}"
    words = question(standing.step, ask, language)
    begun = {
        "kind": ActionKind.QUESTION.value,
        "state": ActionState.PLANNED.value,
        "aim": standing.step.value,
        "country": country.iso2,
        "title": words.title,
        "text": words.text,
    }
    return f"/actions/new?{urlencode(begun)}"


def next_step_of(digest: Digest, language: str = "en") -> str:
    """Name the one thing to do next with a digest under way, as its button says it."""
    _ = speaking(language).gettext
    if digest.state is DigestState.DRAFT:
        return _("Edit the blocks") if digest.tested_hash is None else _("Check and approve")
    return {
        DigestState.APPROVED: _("See it go, or recall it"),
        DigestState.SENDING: _("Watch it go out"),
        DigestState.PAUSED: _("Resume or cancel"),
    }.get(digest.state, _("Open"))

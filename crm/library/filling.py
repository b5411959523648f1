"""Putting a country's facts into a model text.

A text is paragraphs with an empty line between. `{signed_on}` is a place for a fact; a paragraph whose fact is not
known is left out, so that nothing is said that nobody knows. A paragraph that begins with `[if ratify]` or
`[unless stockpiles]` stands only where that is so; one that begins with `#.` gets the next number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crm.countries.names import opening

_PLACE = re.compile(r"\{([^{}\n]{0,60})\}")
_CONDITION = re.compile(r"\[(if|unless) ([^\]\n]{0,60})\]\s*")
_NUMBERED = re.compile(r"#\.\s+")
_GAP = re.compile(r"\n[ \t]*\n\s*")
NAMES = frozenset(
    {
        "as_of",
        "clearance_due_on",
        "country",
        "deposited_on",
        "in_force_on",
        "last_vote_year",
        "name",
        "neighbours",
        "parties",
        "signatories",
        "signed_on",
        "stockpile_due_on",
        "today",
        "withdrawal_expected_on",
        "withdrawal_notified_on",
        "withdrawn_on",
    }
)
"""The facts that have a place; `{Country}` opens a sentence as `{country}` runs in it."""

FLAGS = frozenset(
    {
        "accede",
        "executive",
        "implement",
        "interim_measures",
        "law",
        "laid_before_parliament",
        "meet_duty",
        "not_known",
        "one_chamber",
        "overdue_clearance",
        "overdue_report",
        "overdue_stockpiles",
        "produces",
        "promote",
        "ratify",
        "regional",
        "return",
        "sign",
        "stay",
        "stockpiles",
        "transfers",
        "used",
        "vote",
        "voted_abstained",
        "voted_no",
        "voted_yes",
        "withdrawal_notified",
    }
)
"""What a paragraph can depend on: the step, the procedure, and what is known by sourced facts."""


@dataclass(frozen=True)
class Facts:
    """What is known of a country on a day, in one language: facts by name, and what is so."""

    values: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        """The words for a place; raises KeyError where the fact is not known."""
        if name[:1].isupper():
            return opening(self.values[name.lower()])
        return self.values[name]


def fill(text: str, facts: Facts) -> str:
    """Give the text for a country: its facts in their places, without what does not apply or is not known."""
    kept = (_filled(body, facts.value) for rules, body in _paragraphs(text) if _stands(rules, facts.flags))
    return "\n\n".join(_numbered(paragraph for paragraph in kept if paragraph is not None))


def outline(text: str, words: Mapping[str, str]) -> str:
    """Give the text for no country: in each place the words for what belongs there, every paragraph kept."""
    said = [
        _PLACE.sub(lambda place: f"[{words.get(place[1].lower(), place[1])}]", body)
        for _rules, body in _paragraphs(text)
    ]
    return "\n\n".join(_numbered(said))


def unknown_marks(text: str) -> Sequence[str]:
    """The marks that name no fact we have, as they were written: such a text is not kept."""
    places = (place for place in _PLACE.finditer(text) if place[1] not in NAMES and _lowered(place[1]) not in NAMES)
    conditions = (mark for mark in _CONDITION.finditer(text) if mark[2] not in FLAGS)
    return [mark[0].strip() for mark in (*places, *conditions)]


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


_Rules = tuple[tuple[bool, str], ...]


def _paragraphs(text: str) -> Iterator[tuple[_Rules, str]]:
    """Each paragraph with the rules by which it stands: whether a flag has to be there, and which."""
    for paragraph in _GAP.split(text.replace("\r\n", "\n").strip()):
        body, rules = paragraph, []
        while mark := _CONDITION.match(body):
            rules.append((mark[1] == "if", mark[2]))
            body = body[mark.end() :]
        yield tuple(rules), body


def _stands(rules: _Rules, flags: Collection[str]) -> bool:
    return all((flag in flags) is wanted for wanted, flag in rules)


def _filled(body: str, value: Callable[[str], str]) -> str | None:
    try:
        return _PLACE.sub(lambda place: value(place[1]), body)
    except KeyError:
        return None


def _numbered(paragraphs: Iterator[str] | Sequence[str]) -> Iterator[str]:
    number = 0
    for paragraph in paragraphs:
        if mark := _NUMBERED.match(paragraph):
            number += 1
            yield f"{number}. {paragraph[mark.end() :]}"
        else:
            yield paragraph

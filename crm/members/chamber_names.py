"""Whether the name a source gives a chamber is one of ours beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.members.names import transliterate

_PARTS = re.compile(r"[()/;,]| [-–] ")
_ARTICLES = frozenset({"the", "of", "le", "la", "de", "du", "des"})


@dataclass(frozen=True)
class Known:
    """A chamber we know: of which country, by which names."""

    id: int
    country_iso2: str
    name: str
    legislature: str
    country_names: tuple[str, ...] = ()


def variants(name: str) -> frozenset[str]:
    """The names within a name: "Parliament (Kuvendi)" is "Parliament" and "Kuvendi"."""
    parts = (transliterate(part) for part in (name, *_PARTS.split(name)))
    return frozenset(plain for part in parts if (plain := _without_articles(part)))


def match(name: str, chambers: Sequence[Known]) -> int | None:
    """The one chamber among a country's that is meant; None when none or more than one could be."""
    wanted = _without_articles(transliterate(name))
    if not wanted:
        return None
    exact = {known.id for known in chambers if wanted in variants(known.name)}
    if len(exact) == 1:
        return exact.pop()
    if exact or len(chambers) != 1:
        return None
    only = chambers[0]
    return only.id if _may_be_only(wanted, only) else None


def _may_be_only(wanted: str, only: Known) -> bool:
    """A State with one chamber: its name may leave out words, or add the country's."""
    said = set(wanted.split()) - _words(only.country_names)
    known = _words(variants(only.name) | variants(only.legislature))
    return bool(said) and said <= known


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in transliterate(text).split()}


def _without_articles(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _ARTICLES)

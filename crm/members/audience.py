"""An audience: a filter over people, the same as an address's query, as JSON and as an English sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol

from crm.members.names import fold

STAGES: Final = ("prospect", "invited", "friend", "dormant", "left")
STATUSES: Final = ("state_party", "signatory", "not_joined", "withdrawn")
FRIENDS: Final = ("friend",)
ANY: Final = "any"
MAX_VALUES: Final = 300
MAX_TEXT: Final = 200
MAX_QUIET_DAYS: Final = 36_500
MAX_ID: Final = 2**31 - 1


class Query(Protocol):
    """The arguments of an address, as the web layer gives them."""

    def getlist(self, key: str) -> list[str]:
        """All values of one name."""
        ...


@dataclass(frozen=True)
class Filter:
    """Which people are meant; a field that is empty limits nothing. Unless told otherwise it means friends."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    stages: tuple[str, ...] = FRIENDS
    chambers: tuple[int, ...] = ()
    parties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()
    quiet_days: int | None = None
    search: str = ""

    @classmethod
    def from_query(cls, query: Query) -> Filter:
        """Read a query string; what means nothing here is passed over."""
        texts = {name: _texts(query.getlist(key)) for name, key in _TEXTS.items()}
        return cls(
            countries=tuple(code.upper() for code in texts["countries"] if _is_code(code)),
            regions=texts["regions"],
            statuses=_known(query.getlist("status"), STATUSES),
            stages=_stages(query.getlist("stage")),
            chambers=_numbers(query.getlist("chamber")),
            parties=texts["parties"],
            languages=texts["languages"],
            topics=texts["topics"],
            tags=texts["tags"],
            owners=_numbers(query.getlist("owner")),
            quiet_days=next(iter(_numbers(query.getlist("quiet"), MAX_QUIET_DAYS)), None),
            search=next(iter(_texts(query.getlist("q"))), ""),
        )

    def to_query(self) -> list[tuple[str, str]]:
        """The query string that means this filter, as pairs."""
        pairs = [(key, str(value)) for name, key in _KEYS.items() for value in getattr(self, name)]
        if self.stages != FRIENDS:
            pairs += [("stage", stage) for stage in self.stages or (ANY,)]
        if self.quiet_days is not None:
            pairs.append(("quiet", str(self.quiet_days)))
        if self.search:
            pairs.append(("q", self.search))
        return pairs

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Filter:
        """Read what `to_json` wrote; raises ValueError when it is anything else."""
        names = {field.name for field in fields(cls)}
        if unknown := sorted(set(value) - names):
            message = f"unknown in a filter: {', '.join(unknown)}"
            raise ValueError(message)
        read: dict[str, Any] = {name: _checked(name, value[name]) for name in value}
        return cls(**read)

    def to_json(self) -> dict[str, Any]:
        """The filter as JSON; empty fields are left out, the stages never."""
        plain: dict[str, Any] = {"stages": list(self.stages)}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "stages" and value not in ((), None, ""):
                plain[field.name] = list(value) if isinstance(value, tuple) else value
        return plain

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words somebody typed to search, each to be matched at the start of a word of a name."""
        return tuple(dict.fromkeys(fold(self.search).split()))[:8]

    @property
    def everyone(self) -> Filter:
        """The same filter over people of every stage."""
        return replace(self, stages=())


_TEXTS: Final = {
    "countries": "country",
    "regions": "region",
    "parties": "party",
    "languages": "language",
    "topics": "topic",
    "tags": "tag",
}
_KEYS: Final = _TEXTS | {"statuses": "status", "chambers": "chamber", "owners": "owner"}
_NUMBERS: Final = frozenset({"chambers", "owners"})


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    trimmed = (value.replace("\x00", "").strip()[:MAX_TEXT] for value in values)
    return tuple(dict.fromkeys(value for value in trimmed if value))[:MAX_VALUES]


def _known(values: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    given = set(values)
    return tuple(value for value in known if value in given)


def _stages(values: Sequence[str]) -> tuple[str, ...]:
    if ANY in values:
        return ()
    return _known(values, STAGES) or FRIENDS


def _numbers(values: Iterable[str], largest: int = MAX_ID) -> tuple[int, ...]:
    read = (int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= len(str(MAX_ID)))
    return tuple(dict.fromkeys(number for number in read if number <= largest))[:MAX_VALUES]


def _is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()  # noqa: PLR2004 - the length of an ISO code


def _checked(name: str, value: object) -> object:
    """One field of the JSON as the filter holds it."""
    if name == "quiet_days":
        if value is None or (isinstance(value, int) and 0 <= value <= MAX_QUIET_DAYS):
            return value
    elif name == "search":
        if isinstance(value, str):
            return value[:MAX_TEXT]
    elif isinstance(value, list):
        kind = int if name in _NUMBERS else str
        allowed = {"stages": STAGES, "statuses": STATUSES}.get(name)
        if all(isinstance(item, kind) and (allowed is None or item in allowed) for item in value):
            return tuple(value)
    message = f"not a value of a filter's {name}: {value!r}"
    raise ValueError(message)


STAGE_WORDS: Final = {
    "prospect": "prospects",
    "invited": "people invited",
    "friend": "friends",
    "dormant": "dormant friends",
    "left": "people who left",
}
STATUS_WORDS: Final = {
    "state_party": "States Parties",
    "signatory": "signatories (have not ratified)",
    "not_joined": "non-signatories (have neither signed nor acceded)",
    "withdrawn": "States that withdrew",
}
Naming = Callable[[str, str], str]
"""Gives the name on screen of a value: `("countries", "KE")` → "Kenya"."""


def sentence(meant: Filter, name: Naming = lambda _field, value: value) -> str:
    """Say in one English sentence who is meant."""
    who = _or([STAGE_WORDS[stage] for stage in meant.stages]) if meant.stages else "everyone"
    parts = [who[0].upper() + who[1:]]
    for field, words in _PHRASES.items():
        values = getattr(meant, field)
        if values:
            parts.append(words.format(_or([name(field, str(value)) for value in values])))
    if meant.statuses:
        parts.append(f"in {_or([STATUS_WORDS[status] for status in meant.statuses])}")
    if meant.quiet_days is not None:
        parts.append(f"not heard from for {meant.quiet_days} days")
    if meant.search:
        parts.append(f"whose name matches “{meant.search}”")
    return " ".join((parts[0], ", ".join(parts[1:]))).strip() + "."


_PHRASES: Final = {
    "countries": "from {}",
    "regions": "in {}",
    "chambers": "in the {}",
    "parties": "of {}",
    "languages": "who read {}",
    "topics": "who get {}",
    "tags": "tagged {}",
    "owners": "looked after by {}",
}


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

"""The words of a digest on an occasion: before a meeting of a treaty, or when a State is about to leave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm.languages import long_date, speaking


@dataclass(frozen=True)
class Going:
    """Who goes to a meeting, as far as anybody looked: Governments registered, and our people with their countries."""

    registered: int | None = None
    seen_on: date | None = None
    people: int = 0
    countries: int = 0


@dataclass(frozen=True)
class Attendances:
    """What a list of a meeting says of Governments, by country: whether it names them, and when it was seen."""

    meeting: str
    registered: Mapping[str, bool]
    seen_on: Mapping[str, date]

    def words(self, iso2: str, country: str, language: str) -> str:
        """Say it of one country; nothing where nobody looked."""
        if iso2 not in self.registered:
            return ""
        registered, seen_on = self.registered[iso2], self.seen_on[iso2]
        return attendance_words(country, self.meeting, seen_on, language, registered=registered)


def meeting_title(name: str, language: str) -> str:
    """The title of a digest before a meeting."""
    return speaking(language).gettext("Before the {meeting}: what you can do").replace("{meeting}", name)


def meeting_opening(name: str, starts_on: date, place: str, language: str) -> str:
    """The opening words of a digest before a meeting."""
    _ = speaking(language).gettext
    words = (
        _("The {meeting} opens on {day} in {place}. Below you find where your country stands and what you can do.")
        if place
        else _("The {meeting} opens on {day}. Below you find where your country stands and what you can do.")
    )
    day = long_date(starts_on, language)
    return words.replace("{meeting}", name).replace("{day}", day).replace("{place}", place)


def meeting_asks(name: str, starts_on: date, language: str) -> tuple[str, str, str]:
    """The three things asked of everybody before a meeting."""
    _ = speaking(language).gettext
    asks = (
        _("Ask your Government to send a delegation to the {meeting}, and what it will announce there."),
        _("Put the question about your country to the Government before {day}."),
        _("Tell us whether you come: answer this mail, and we introduce you to colleagues."),
    )
    day = long_date(starts_on, language)
    first, second, third = (ask.replace("{meeting}", name).replace("{day}", day) for ask in asks)
    return first, second, third


def going_words(going: Going, language: str) -> str:
    """Say who goes, in numbers and without a name; nothing where nothing is known."""
    ngettext = speaking(language).ngettext
    said: list[str] = []
    if going.registered is not None and going.seen_on is not None:
        words = ngettext(
            "{number} Government is registered, as seen on {day}.",
            "{number} Governments are registered, as seen on {day}.",
            going.registered,
        )
        said.append(
            words.replace("{number}", str(going.registered)).replace("{day}", long_date(going.seen_on, language))
        )
    if going.people:
        people = ngettext("{number} person of the network comes.", "{number} people of the network come.", going.people)
        said.append(people.replace("{number}", str(going.people)))
    return " ".join(said)


def attendance_words(country: str, name: str, seen_on: date, language: str, *, registered: bool) -> str:
    """Say of one country whether a list of a meeting names its Government."""
    _ = speaking(language).gettext
    words = (
        _("{country}: the list of the {meeting} names your Government as registered (seen on {day}).")
        if registered
        else _("{country}: the list of the {meeting} does not name your Government yet (seen on {day}).")
    )
    day = long_date(seen_on, language)
    return words.replace("{country}", country).replace("{meeting}", name).replace("{day}", day)


def withdrawal_title(country: str, language: str) -> str:
    """The title of a digest about a State that is about to leave."""
    return (
        speaking(language).gettext("{country} may leave the Convention: what you can do").replace("{country}", country)
    )


def withdrawal_opening(status: str, steps: tuple[str, ...], language: str) -> str:
    """The opening words about a State that is about to leave: where it stands, and what was done there, as known."""
    _ = speaking(language).gettext
    known = "\n".join(f"- {step}" for step in steps)
    head = _("What is known on the steps towards a withdrawal:")
    return f"{status}\n\n{head}\n\n{known}" if steps else status


def withdrawal_asks(country: str, language: str) -> tuple[str, str, str]:
    """The three things asked of everybody when a State is about to leave."""
    _ = speaking(language).gettext
    first, second, third = (
        words.replace("{country}", country)
        for words in (
            _("{country}: write to colleagues in its parliament, and ask for a hearing before anything is decided."),
            _("{country}: ask your own Government to raise the matter with its Government, and in the open."),
            _("Say in your parliament why the Convention matters, and tell us: we pass it on."),
        )
    )
    return first, second, third

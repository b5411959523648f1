"""The words with which a digest is filled before staff edit it, in the digest's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from crm.countries.names import opening
from crm.digests.kinds import BlockKind
from crm.digests.versions import language_name
from crm.languages import choose, known_date, long_date, primary, speaking
from crm.partial_date import PartialDate


def partial_date(known: PartialDate | None, language: str) -> str:
    """Write as much of a date as is known; nothing when nothing is."""
    return "" if known is None else known_date(known, language)


def heading(kind: BlockKind, language: str) -> str:
    """Give the heading a block begins with."""
    _ = speaking(language).gettext
    return {
        BlockKind.EDITORIAL: "",
        BlockKind.TREATY_ACTIONS: _("States that moved"),
        BlockKind.ACTIONS: _("What friends did in their parliaments"),
        BlockKind.MEETINGS: _("Meetings ahead"),
        BlockKind.YOUR_COUNTRY: _("Your country"),
        BlockKind.REQUESTS: _("What the network asks of you"),
        BlockKind.GOING: _("Who goes"),
        BlockKind.NUMBERS: _("The numbers, to be quoted"),
        BlockKind.LIBRARY: _("New in the library"),
    }[kind]


def block_name(kind: BlockKind, language: str = "en") -> str:
    """Name a kind of block for staff."""
    _ = speaking(language).gettext
    return _("Editorial") if kind is BlockKind.EDITORIAL else heading(kind, language)


def told_mark(language: str) -> str:
    """What stands after an item that we know only because somebody told us."""
    return speaking(language).gettext("(told to us)")


def default_title(day: date, language: str) -> str:
    """The title of a digest nobody gave one."""
    return speaking(language).gettext("Update of {day}").replace("{day}", long_date(day, language))


def default_preheader(language: str) -> str:
    """The preheader of a digest in which nothing is new yet."""
    return speaking(language).gettext("Where your country stands, and what you can ask for.")


def treaty_action_line(country: str, kind: str, on: date, language: str) -> str:
    """Say what a State did about the treaty."""
    _ = speaking(language).gettext
    words = {
        "signature": _("{country} signed on {day}."),
        "ratification": _("{country} ratified on {day}."),
        "acceptance": _("{country} accepted the Convention on {day}."),
        "approval": _("{country} approved the Convention on {day}."),
        "accession": _("{country} acceded on {day}."),
        "succession": _("{country} succeeded to the Convention on {day}."),
        "provisional_application": _("{country} declared on {day} that it applies the Convention provisionally."),
        "withdrawal_notified": _("{country} notified its withdrawal on {day}."),
        "withdrawal_effective": _("The withdrawal of {country} took effect on {day}."),
        "withdrawal_revoked": _("{country} revoked its withdrawal on {day}."),
        "suspension_claimed": _("{country} claimed on {day} to suspend the Convention; the legal effect is disputed."),
    }
    said = words[kind].replace("{day}", long_date(on, language)).replace("{country}", country)
    return opening(said)


def action_line(country: str, kind: str, title: str, when: str, language: str) -> str:
    """Say what was done in a parliament, without naming anybody."""
    _ = speaking(language).gettext
    kinds = {
        "question": _("a question"),
        "motion": _("a motion"),
        "committee": _("committee work"),
        "bill": _("a bill"),
        "debate": _("a debate"),
        "letter": _("a letter"),
        "meeting": _("a meeting"),
        "other": _("an action"),
    }
    words = _("{kind}, {day}: {title}") if when else _("{kind}: {title}")
    what = words.replace("{kind}", kinds[kind]).replace("{day}", when).replace("{title}", title)
    return f"{_before(country, language)}{what}" if country else opening(what)


def outcome_line(country: str, kind: str, title: str, text: str, language: str) -> str:
    """Say what came of an action."""
    _ = speaking(language).gettext
    kinds = {
        "answer": _("answered"),
        "adopted": _("adopted"),
        "rejected": _("rejected"),
        "lapsed": _("lapsed"),
        "commitment": _("the Government committed itself"),
        "other": _("news"),
    }
    said = f"{title} ({kinds[kind]})" + (f". {text}" if text else "")
    return f"{_before(country, language)}{said}" if country else said


def without_country(country: str, text: str, language: str) -> str:
    """Take the name of a country off the beginning of a line that `action_line` or `outcome_line` wrote."""
    return opening(text.removeprefix(_before(country, language)).strip())


def _before(country: str, language: str) -> str:
    """Write a country as it stands before what was done there: "Kenya: "."""
    return speaking(language).gettext("{country}: {what}").replace("{country}", country).replace("{what}", "")


def meeting_line(name: str, starts_on: date, ends_on: date, place: str, language: str) -> str:
    """Announce a meeting."""
    _ = speaking(language).gettext
    days = long_date(starts_on, language)
    if ends_on != starts_on:
        days = f"{days} – {long_date(ends_on, language)}"
    words = _("{meeting}, {days}, {place}.") if place else _("{meeting}, {days}.")
    return words.replace("{days}", days).replace("{place}", place).replace("{meeting}", name)


def library_line(titles: Mapping[str, str], language: str, *, is_new: bool) -> str:
    """Say which text of the library is new, by its title in a language, or in another that is then named."""
    _ = speaking(language).gettext
    found = choose(titles, language).language
    title = (
        titles[found] if primary(found) == primary(language) else f"{titles[found]} ({language_name(found, language)})"
    )
    return (_("New: {title}") if is_new else _("New version: {title}")).replace("{title}", title)


def where_things_stand(parties: int, signatories: int, known_until: date, language: str) -> str:
    """Give the first-time reader one paragraph of orientation."""
    _ = speaking(language).gettext
    sentence = _(
        "As known on {day}, {parties} States are party to the Convention on Cluster Munitions and {signatories} more "
        "have signed it without ratifying. In each issue you find where your country stands and what you can ask for."
    )
    return (
        sentence.replace("{day}", long_date(known_until, language))
        .replace("{parties}", str(parties))
        .replace("{signatories}", str(signatories))
    )


def why_you_get_this(since: date | None, language: str) -> str:
    """Say on what ground somebody gets the digest."""
    _ = speaking(language).gettext
    if since is None:
        return _("You get this because you agreed to get it.")
    return _("You get this because you agreed on {day} to get it.").replace("{day}", long_date(since, language))


OPENINGS: Final = (
    *("dear ", "your ", "excellenc", "cher", "madame", "monsieur", "bonjour", "estimad", "señor", "distinguid"),
    *("sehr geehrte", "уважаем", "ваше ", "здравствуйте", "سعادة", "معالي", "السيد", "تحية", "尊敬", "阁下"),
)
"""A salutation that begins so is whole; any other is how the person is addressed after "Dear"."""
MARKS: Final = ",:!،：，！ "
"""What ends a greeting in one language or another."""


def greeting(salutation: str, name: str, language: str) -> str:
    """Greet a person as they are to be addressed; nothing when neither salutation nor name is known."""
    _ = speaking(language).gettext
    said = salutation.strip().rstrip(MARKS)
    if said.lower().startswith(OPENINGS):
        return _("{salutation},").replace("{salutation}", said)
    addressed = said or name.strip()
    return _("Dear {name},").replace("{name}", addressed) if addressed else ""

"""What must hold before a digest is sent, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from unicodedata import east_asian_width

from crm.digests.content import PLACEHOLDERS, is_mailable, link_addresses, placeholders, whole_address
from crm.digests.issue import Issue, Part
from crm.digests.versions import language_name
from crm.languages import long_date
from crm.treaties.freshness import Freshness, freshness

MAX_BYTES: Final = 90 * 1024
LONG_SUBJECT: Final = 70
PREHEADER_LENGTHS: Final = range(40, 101)


@dataclass(frozen=True)
class Fault:
    """One thing a check found, in a sentence; a waivable one blocks until somebody gives a reason."""

    text: str
    blocking: bool = True
    waivable: bool = False
    part: int | None = None


@dataclass(frozen=True)
class Reach:
    """What the checks need to know of the readers: how many get it, whom it can't greet, and the largest mail.

    `misjoined` are those whose mail, put together quickly, is not what the templates give.
    """

    recipients: int
    not_greeted: Sequence[str] = ()
    largest_bytes: int = 0
    other_languages: Mapping[str, int] = field(default_factory=dict)
    misjoined: Sequence[str] = ()


def find_faults(issues: Sequence[Issue], reach: Reach, today: date, waiver: str = "") -> Sequence[Fault]:
    """List all faults of a digest in its languages, the one it is written in first; the blocking ones come first."""
    written, *versions = issues
    found = [
        *_of_readers(reach),
        *_of_size(reach),
        *_of_texts(written),
        *_of_facts(written, today, waiver),
        *_of_imprint(written),
        *_of_subject(written),
    ]
    for version in versions:
        found += [*_of_version(version), *_of_subject(version)]
    return sorted(dict.fromkeys(found), key=lambda fault: not fault.blocking)


def _of_version(issue: Issue) -> Iterator[Fault]:
    """What is faulty in another language; what is not translated there is faulty where it was written, if at all."""
    named = language_name(issue.language, "en")
    missing = [part for part in issue.parts if part.fallbacks]
    titles = [word for word, fallen in (("title", issue.title_in), ("preheader", issue.preheader_in)) if fallen]
    if titles or missing:
        places = [*titles, *(f"“{part.heading}”" if part.heading else f"block {part.key}" for part in missing)]
        yield Fault(f"Not translated into {named}: {', '.join(places)}.", blocking=False)
    for fault in _of_texts(issue):
        yield replace(fault, text=f"In {named}: {fault.text}")


def blocking(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Those faults that stop the send."""
    return [fault for fault in faults if fault.blocking]


def _of_readers(reach: Reach) -> Iterator[Fault]:
    if not reach.recipients:
        yield Fault("Nobody would get it: the audience is empty.")
    if reach.not_greeted:
        some = ", ".join(reach.not_greeted[:5]) + (", …" if len(reach.not_greeted) > 5 else "")  # noqa: PLR2004 - as many as are named
        yield Fault(f"No greeting can be built for {len(reach.not_greeted)} of the readers: {some}.")
    if reach.misjoined:
        yield Fault(f"The mail of {reach.misjoined[0]} is not put together as its templates say: tell your operator.")
    for language, number in sorted(reach.other_languages.items()):
        named = language_name(language, "en")
        words = f"{number} of the readers would rather read {named}: no version. They are told so in their mail."
        yield Fault(words, blocking=False)


def _of_size(reach: Reach) -> Iterator[Fault]:
    if reach.largest_bytes > MAX_BYTES:
        size = round(reach.largest_bytes / 1024)
        yield Fault(f"The largest mail has {size} KB; Gmail cuts mails off, so 90 KB is the limit. Shorten the blocks.")


def _of_texts(issue: Issue) -> Iterator[Fault]:
    if not issue.title.strip():
        yield Fault("The title is missing; it is the subject of the mail.")
    if all(part.is_empty for part in issue.parts):
        yield Fault("The digest is empty: it has no block with a text or an item.")
    for name in (*placeholders(issue.title), *placeholders(issue.preheader)):
        yield Fault(f"A placeholder can't stand in the title or preheader: [[{name}]].")
    for part in issue.parts:
        yield from _of_part(part, issue.base_url)


def _of_part(part: Part, base_url: str) -> Iterator[Fault]:
    named = f"“{part.heading}”" if part.heading else f"block {part.key}"
    for name in placeholders(part.text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"[[{word}]]" for word in sorted(PLACEHOLDERS))
            yield Fault(f"Unknown placeholder [[{name}]] in {named}; known are {known}.", part=part.key)
    for name in placeholders(part.heading):
        yield Fault(f"A placeholder can't stand in a heading: [[{name}]] in {named}.", part=part.key)
    for address in link_addresses(part.text):
        if address.strip() in ("", "#"):
            yield Fault(f"A link without an address in {named}.", part=part.key)
        elif not is_mailable(address):
            yield Fault(f"A link that can't stand in a mail in {named}: {address[:80]}", part=part.key)
    for line in part.lines:
        if line.link and not is_mailable(whole_address(line.link, base_url)):
            yield Fault(f"A link that can't stand in a mail in {named}: {line.link[:80]}", part=part.key)
        if not line.text.strip():
            yield Fault(f"An item without words in {named}.", part=part.key)


def _of_facts(issue: Issue, today: date, waiver: str) -> Iterator[Fault]:
    if issue.known_until is None:
        return
    age = freshness(issue.known_until, today)
    days = (today - issue.known_until).days
    looked = f"Treaty facts are known until {long_date(issue.known_until, 'en')}, {days} days ago"
    if age is Freshness.BLOCKING and not waiver.strip():
        yield Fault(f"{looked}. Look at the depositary's page first, or give a reason.", waivable=True)
    elif age is not Freshness.CURRENT:
        yield Fault(f"{looked}; look again before you send.", blocking=False)


def _of_imprint(issue: Issue) -> Iterator[Fault]:
    if not issue.imprint.name or not issue.imprint.postal_address:
        yield Fault("The foot lacks our name or postal address: write them in the settings.", blocking=False)


def _of_subject(issue: Issue) -> Iterator[Fault]:
    where = f" in {language_name(issue.language, 'en')}"
    if len(issue.title) > LONG_SUBJECT and not issue.title_in:
        yield Fault(
            f"The subject{where} has {len(issue.title)} characters; phones show about {LONG_SUBJECT}.", blocking=False
        )
    number = _width(issue.preheader.strip())
    if number not in PREHEADER_LENGTHS and not issue.preheader_in:
        words = f"The preheader{where} has {number} characters; 40 to 100 show well in a list of mails."
        yield Fault(words, blocking=False)


def _width(text: str) -> int:
    """How many characters wide a text is shown: those of Chinese take the room of two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

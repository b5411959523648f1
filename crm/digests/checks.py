"""What must hold before a digest is sent, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crm.digests.content import PLACEHOLDERS, is_mailable, link_addresses, placeholders
from crm.digests.issue import Issue, Part
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
    """What the checks need to know of the readers: how many get it, whom it can't greet, and the largest mail."""

    recipients: int
    not_greeted: Sequence[str] = ()
    largest_bytes: int = 0
    other_languages: Mapping[str, int] = field(default_factory=dict)


def find_faults(issue: Issue, reach: Reach, today: date, waiver: str = "") -> Sequence[Fault]:
    """List all faults, the blocking ones first."""
    found = [
        *_of_readers(reach),
        *_of_size(reach),
        *_of_texts(issue),
        *_of_facts(issue, today, waiver),
        *_of_imprint(issue),
        *_of_subject(issue),
    ]
    return sorted(found, key=lambda fault: not fault.blocking)


def blocking(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Those faults that stop the send."""
    return [fault for fault in faults if fault.blocking]


def _of_readers(reach: Reach) -> Iterator[Fault]:
    if not reach.recipients:
        yield Fault("Nobody would get it: the audience is empty.")
    if reach.not_greeted:
        some = ", ".join(reach.not_greeted[:5]) + (", …" if len(reach.not_greeted) > 5 else "")  # noqa: PLR2004 - as many as are named
        yield Fault(f"No greeting can be built for {len(reach.not_greeted)} of the readers: {some}.")
    for language, number in sorted(reach.other_languages.items()):
        yield Fault(f"{number} of the readers would rather read “{language}”: no translation.", blocking=False)


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
        yield from _of_part(part)


def _of_part(part: Part) -> Iterator[Fault]:
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
        if line.link and not is_mailable(line.link):
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
    if len(issue.title) > LONG_SUBJECT:
        yield Fault(f"The subject has {len(issue.title)} characters; phones show about {LONG_SUBJECT}.", blocking=False)
    if len(issue.preheader.strip()) not in PREHEADER_LENGTHS:
        yield Fault(
            f"The preheader has {len(issue.preheader.strip())} characters; 40 to 100 show well in a list of mails.",
            blocking=False,
        )

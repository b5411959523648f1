"""Making letters, some at a time: laid out, printed by the presses, then kept as files and marked in one commit.

Nothing is locked while they are printed: others write meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.post import lines_of
from crm.languages import long_date
from crm.letters import files
from crm.letters.content import PARAGRAPH, Block, Run, blocks_of, to_json
from crm.letters.kinds import LetterKind, LetterState
from crm.letters.labels import labels_in
from crm.letters.models import Letter, LetterBatch, LetterText, SenderImage, SenderProfile
from crm.letters.paper import Head, Paper
from crm.letters.plan import Planned, Trouble
from crm.letters.postal import envelope
from crm.letters.queries.outlook import Setting, planned, setting_of
from crm.letters.queries.recipients import Recipient, recipients_of
from crm.letters.queries.senders import images
from crm.letters.services import enclosing
from crm.members.models import Member

CHUNK = 24
"""Letters between two commits: what a killed worker has to make again."""


@dataclass(frozen=True)
class Frozen:
    """What was settled when the batch was started."""

    texts: Mapping[int, LetterText]
    senders: Mapping[int, SenderProfile]
    pictures: Mapping[int, SenderImage]


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter as it is laid out, or why it cannot be made; nothing of it is kept yet."""

    letter_id: int
    paper: Paper | None = None
    error: str = ""
    variant: str = ""
    email: str = ""
    address_id: int | None = None


def counts(session: Session, batch_id: int) -> tuple[int, int]:
    """How many letters of a batch are made or need a person, and how many there are."""
    waiting = sa.case((sa.and_(Letter.state == LetterState.WAITING, Letter.error == ""), 1), else_=0)
    total, left = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(waiting), 0)).where(Letter.batch_id == batch_id)
    ).one()
    return total - left, total


def lay_out_some(session: Session, today: date, batch: LetterBatch, base_url: str) -> Sequence[Laid]:
    """Lay out the next letters of a batch; none when all are made. Nothing is written."""
    waiting = session.scalars(
        sa.select(Letter)
        .where(Letter.batch_id == batch.id, Letter.state == LetterState.WAITING, Letter.error == "")
        .order_by(Letter.id)
        .limit(CHUNK)
    ).all()
    if not waiting:
        return ()
    setting = setting_of(session, batch, today, base_url)
    chosen = sa.select(Member.id).where(Member.id.in_([one.member_id for one in waiting]), Member.erased_at.is_(None))
    people = {one.person.member_id: one for one in recipients_of(session, chosen, today)}
    frozen = _frozen(session, waiting)
    return [_lay_out(setting, frozen, letter, people.get(letter.member_id)) for letter in waiting]


def keep_some(
    session: Session, now: datetime, instance: Path, laid: Sequence[Laid], printed: Mapping[int, tuple[bytes, int]]
) -> None:
    """Keep letters that were printed, and why others were not; one that somebody made or gave up meanwhile stays."""
    numbers = [one.letter_id for one in laid]
    waiting = sa.select(Letter).where(Letter.id.in_(numbers), Letter.state == LetterState.WAITING)
    letters = {letter.id: letter for letter in session.scalars(waiting)}
    for one in laid:
        letter = letters.get(one.letter_id)
        if letter is None:
            continue
        letter.error = one.error
        if one.paper is None:
            continue
        content, letter.pages = printed[one.letter_id]
        files.forget(instance, letter.file_name)
        letter.file_name, letter.file_hash = files.keep(instance, content), hashlib.sha256(content).hexdigest()
        letter.variant, letter.email, letter.address_id = one.variant, one.email, one.address_id
        letter.subject, letter.words = one.paper.subject, to_json([*one.paper.body, signature(one.paper.head)])
        letter.address_lines = list(one.paper.address)
        letter.state, letter.made_at = LetterState.MADE, now
    session.flush()


def _frozen(session: Session, letters: Sequence[Letter]) -> Frozen:
    texts = session.scalars(sa.select(LetterText).where(LetterText.id.in_({one.text_id for one in letters})))
    senders = {one.sender_id for one in letters}
    profiles = session.scalars(sa.select(SenderProfile).where(SenderProfile.id.in_(senders)))
    return Frozen(
        texts={text.id: text for text in texts},
        senders={sender.id: sender for sender in profiles},
        pictures=images(session, sorted(senders)),
    )


def _lay_out(setting: Setting, frozen: Frozen, letter: Letter, recipient: Recipient | None) -> Laid:
    """Lay one letter out; what has come to be missing since the start is noted in it, and a person decides."""
    if recipient is None:
        return Laid(letter.id, error="gone")
    lines = enclosing.lines(letter.enclosures, letter.language)
    text, sender = frozen.texts[letter.text_id], frozen.senders[letter.sender_id]
    done = planned(
        setting, recipient, text=text, sender=sender, reference=letter.reference, token=letter.token, enclosures=lines
    )
    if done.trouble is not None:
        return Laid(letter.id, error=error_of(done))
    sheet = Sheet(text.language, sender, frozen.pictures.get(sender.id), letter.reference, letter.token, lines)
    email, address_id = (recipient.email, recipient.address_id) if letter.by_email else ("", None)
    return Laid(letter.id, paper_of(setting, done, recipient, sheet), "", done.variant, email, address_id)


def signature(head: Head) -> Block:
    """Who signs, as the last words of the letter where it has no paper."""
    lines = (head.signatory, head.signatory_title, head.organisation if head.organisation != head.signatory else "")
    return Block(PARAGRAPH, (Run("\n".join(line for line in lines if line)),))


def error_of(done: Planned) -> str:
    """Write down why a letter was not made, to be said in a reader's words later."""
    return ":".join([done.trouble or Trouble.NO_TEXT, *done.detail])


@dataclass(frozen=True)
class Sheet:
    """What a letter has besides its words: whose it is, and what it is known by."""

    language: str
    sender: SenderProfile
    picture: SenderImage | None
    reference: str
    token: str
    enclosures: Sequence[str] = ()


def paper_of(setting: Setting, done: Planned, recipient: Recipient, sheet: Sheet) -> Paper:
    """Put together what is laid out: head, address, words, code."""
    kind, language, sender = setting.template.kind, sheet.language, sheet.sender
    by_member = kind is LetterKind.TO_MINISTER
    return Paper(
        kind=kind,
        language=language,
        head=_member_head(recipient) if by_member else _head(sender, sheet.picture),
        address=_minister(setting, recipient, language) if by_member else _address(setting, recipient, sender),
        date=long_date(setting.world.day.on, language),
        reference="" if by_member else sheet.reference,
        subject=done.subject.plain if done.subject else "",
        body=blocks_of(done.body) if done.body else (),
        link=f"{setting.base_url}/join/{sheet.token}" if kind is LetterKind.INVITATION else "",
        enclosures=sheet.enclosures,
    )


def _head(sender: SenderProfile, picture: SenderImage | None) -> Head:
    lines = lines_of(sender.letterhead) or lines_of(sender.postal_address)
    return Head(
        organisation=sender.organisation,
        signatory=sender.signatory,
        signatory_title=sender.signatory_title,
        lines=tuple(lines),
        web_page=sender.web_page,
        image=picture.content if picture else b"",
        image_type=picture.mimetype if picture else "",
    )


def _member_head(recipient: Recipient) -> Head:
    """The head of a letter that a member signs: their own name and chamber."""
    person = recipient.person
    named = f"{person.honorific} {person.name}".strip()
    return Head(organisation=person.chamber or named, signatory=named, lines=(named,) if person.chamber else ())


def _minister(setting: Setting, recipient: Recipient, language: str) -> Sequence[str]:
    names = setting.world.names(recipient.person.iso2, language)
    minister = labels_in(language).minister
    return [line for line in (minister, names.name if names else "") if line]


def _address(setting: Setting, recipient: Recipient, sender: SenderProfile) -> Sequence[str]:
    """The lines on the envelope; the country in the language of the sender's own post, else in English."""
    person, world = recipient.person, setting.world
    language = POST_SPEAKS.get(sender.country_iso2 or "", "en")
    names = world.names(person.iso2, language)
    named = f"{person.honorific} {person.name}".strip()
    return envelope(
        [named, person.chamber] if person.chamber else [named],
        recipient.postal_address,
        names.name if names else "",
        world.all_names(person.iso2),
        abroad=person.iso2 != sender.country_iso2,
    )


POST_SPEAKS = dict.fromkeys(
    ("FR", "BE", "CH", "LU", "MC", "SN", "CI", "CM", "CD", "CG", "ML", "BF", "NE", "TD", "TG", "BJ", "GA", "GN", "MG"),
    "fr",
) | dict.fromkeys(
    ("ES", "MX", "AR", "CL", "CO", "PE", "EC", "BO", "UY", "PY", "VE", "CR", "PA", "GT", "HN", "NI", "SV", "DO", "CU"),
    "es",
)
"""In which language post offices of a sender's country read the name of another; everywhere else in English."""

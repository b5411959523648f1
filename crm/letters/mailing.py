"""Letters as a kind of mail: who may get one just before it goes, and the same letter as HTML and text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.queries import get_settings
from crm.config import Settings
from crm.languages import direction
from crm.letters import files
from crm.letters.content import from_json, to_html, to_text
from crm.letters.kinds import BatchState
from crm.letters.labels import labels_in
from crm.letters.models import Letter, LetterBatch, SenderProfile
from crm.letters.paper import templates_folder
from crm.letters.services.batching import KIND
from crm.mail.building import Attachment, Mail, ascii_address
from crm.mail.kinds import Kind, Recorded
from crm.mail.models import SkipReason
from crm.members.models import Member

MOST_ATTACHED = 7_000_000
"""Bytes of attachments: what is larger goes as links, for many servers refuse ten megabytes."""


@dataclass(frozen=True)
class LetterMailKind:
    """Letters in the ledger."""

    base_url: str
    instance: Path
    mail_from: str = ""

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> LetterMails:  # noqa: ARG002 - of the Protocol
        """Read the letters of these messages with their people and senders: four statements."""
        batches = {message.subject_id for message in messages}
        members = {message.recipient_id for message in messages}
        rows = session.execute(
            sa.select(Letter, LetterBatch, SenderProfile, Member.shielded)
            .join(LetterBatch, LetterBatch.id == Letter.batch_id)
            .join(SenderProfile, SenderProfile.id == Letter.sender_id)
            .join(Member, Member.id == Letter.member_id)
            .where(Letter.batch_id.in_(batches), Letter.member_id.in_(members), Member.erased_at.is_(None))
        )
        found = {(row[0].batch_id, row[0].member_id): Posted(*row) for row in rows}
        return LetterMails(self, found, get_settings(session))


@dataclass(frozen=True)
class Posted:
    """A letter with its batch and its sender, and whether its reader was shielded since."""

    letter: Letter
    batch: LetterBatch
    sender: SenderProfile
    shielded: bool


@dataclass(frozen=True)
class LetterMails:
    """Letters claimed together."""

    kind: LetterMailKind
    found: Mapping[tuple[int, int], Posted]
    organisation: Organisation

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Ask again: nobody who was erased or shielded since, and nothing of a batch that was given up or undone."""
        posted = self.found.get((message.subject_id or 0, message.recipient_id or 0))
        if posted is None:
            return SkipReason.ERASED
        if posted.shielded:
            return SkipReason.SHIELDED
        return None if posted.batch.state is BatchState.SENT else SkipReason.RECALLED

    def render(self, message: Recorded) -> Mail:
        """Give the letter as it was made: the same message gives the same words again."""
        posted = self.found[message.subject_id or 0, message.recipient_id or 0]
        letter, sender = posted.letter, posted.sender
        attachments = self._attached(posted)
        values = {
            "letter": letter,
            "sender": sender,
            "organisation": self.organisation,
            "labels": labels_in(letter.language),
            "direction": direction(letter.language),
            "links": () if attachments else links_of(self.kind.base_url, letter),
            "page": f"{self.kind.base_url}/join/{letter.token}",
        }
        blocks = from_json(letter.words)
        return Mail(
            subject=f"{letter.subject} [{letter.reference}]",
            text=_template("body.txt").render(values, body=to_text(blocks)),
            html=_template("body.html").render(values, body=to_html(blocks)),
            language=letter.language,
            reply_to=_mailbox(sender.reply_email) or _mailbox(self.organisation.reply_box),
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"},
            attachments=attachments,
        )

    def _attached(self, posted: Posted) -> tuple[Attachment, ...]:
        """The letter and what is enclosed as files, where the batch wants it so and they are not too large."""
        if not posted.batch.attach:
            return ()
        letter = posted.letter
        names = [(letter.file_name, f"{letter.reference}.pdf")]
        names += [
            (str(one["file"]), f"{letter.reference}-{place}.pdf") for place, one in enumerate(letter.enclosures, 1)
        ]
        content = [(shown, files.path_of(self.kind.instance, name).read_bytes()) for name, shown in names]
        if sum(len(one) for _shown, one in content) > MOST_ATTACHED:
            return ()
        return tuple(Attachment(shown, "application/pdf", one) for shown, one in content)


def links_of(base_url: str, letter: Letter) -> Sequence[tuple[str, str]]:
    """Where the letter and what is enclosed can be read: titles with addresses; an empty title is the letter's own."""
    first = ("", f"{base_url}/letters/of/{letter.token}/letter.pdf")
    others = [
        (str(one["title"]), f"{base_url}/letters/of/{letter.token}/{place}.pdf")
        for place, one in enumerate(letter.enclosures, start=1)
    ]
    return [first, *others]


def _mailbox(address: str) -> str:
    """An address that can stand in a header; nothing where it cannot."""
    try:
        return ascii_address(address)
    except (ValueError, UnicodeError):
        return ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_folder() / "email" / "letter"),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """The kinds of mail of this feature, by their names in the ledger."""
    return {KIND: LetterMailKind(settings.base_url, settings.instance_path, settings.mail_from)}

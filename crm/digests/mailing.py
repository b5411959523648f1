"""The digest as a kind of mail: who may get a message just before it goes, and what it says."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.config import Settings
from crm.digests.addresses import list_headers, mailbox, reachable, stop_headers
from crm.digests.compile import Compiled, reader_values
from crm.digests.issue import READER_SLOTS, Imprint, Values, country_key, parts_of
from crm.digests.kinds import BlockKind
from crm.digests.models import FrozenText
from crm.digests.queries.issues import Outline, imprint_of, outlines_of
from crm.digests.queries.readers import KIND, receivers
from crm.digests.reader import Receiver, reason_against, reason_in_choices
from crm.digests.rendering import Rendered
from crm.digests.services.testing import TEST_KIND, DigestTestKind
from crm.mail.building import Mail
from crm.mail.kinds import Kind, Recorded
from crm.mail.models import SkipReason
from crm.mail.quoted import Quoted, unquoted

log = logging.getLogger(__name__)

Key = tuple[int, str]
CHECKED = 2
"""As many readers of each variant in a batch have their mail made whole, to compare it with the one that was joined."""
KEPT = 400
"""As many frozen texts as a worker keeps: the variants and countries of one issue, or of a few."""


@dataclass
class DigestKind:
    """Digests in the ledger; what was frozen is read and cut once, then only joined per reader."""

    base_url: str
    mail_from: str = ""
    _kept: OrderedDict[Key, tuple[Compiled, FrozenText]] = field(default_factory=OrderedDict, repr=False)

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> DigestBatch:
        """Read the receivers and texts of a batch: at most five statements."""
        numbers = {message.recipient_id for message in messages if message.recipient_id is not None}
        found = receivers(session, list(numbers))
        choosy = {number for number, reader in found.items() if reader.is_choosy}
        asked = {message.subject_id or 0 for message in messages if message.recipient_id in choosy}
        return DigestBatch(
            today=now.date(),
            outlines=outlines_of(session, asked) if asked else {},
            base_url=self.base_url,
            imprint=reachable(imprint_of(get_settings(session)), self.mail_from),
            receivers=found,
            texts=self._texts(session, {key for message in messages for key in _keys(message)}),
        )

    def _texts(self, session: Session, wanted: set[Key]) -> Mapping[Key, tuple[Compiled, FrozenText]]:
        missing = [key for key in wanted if key not in self._kept]
        if missing:
            rows = session.scalars(
                sa.select(FrozenText).where(sa.tuple_(FrozenText.digest_id, FrozenText.key).in_(missing))
            ).all()
            for row in rows:
                session.expunge(row)
                cut = Compiled.of(Rendered(row.subject, row.text, row.html))
                self._kept[row.digest_id, row.key] = (cut, row)
        found = {key: self._kept[key] for key in wanted if key in self._kept}
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def _keys(message: Recorded) -> list[Key]:
    issue = message.subject_id or 0
    iso2 = message.payload.get("iso2")
    return [(issue, message.variant), *([(issue, country_key(iso2, message.language))] if iso2 else [])]


@dataclass(frozen=True)
class DigestBatch:
    """Digest messages claimed together."""

    base_url: str
    imprint: Imprint
    receivers: Mapping[int, Receiver]
    texts: Mapping[Key, tuple[Compiled, FrozenText]]
    today: date
    outlines: Mapping[int, Outline] = field(default_factory=dict)
    _checked: Counter[Key] = field(default_factory=Counter, repr=False)

    @cached_property
    def _box(self) -> str:
        return mailbox(self.imprint.reply_box)

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        return list_headers(self.base_url, self.imprint)

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Ask again: somebody who unsubscribed, was erased, shielded or held, or chose otherwise since gets nothing."""
        reader = self.receivers.get(message.recipient_id or 0)
        if reader is None:
            return SkipReason.ERASED
        return reason_against(reader, self.today) or self._reason_in_choices(reader, message)

    def _reason_in_choices(self, reader: Receiver, message: Recorded) -> SkipReason | None:
        """Ask whether the issue, as it was frozen for somebody, is still what they want."""
        outline = self.outlines.get(message.subject_id or 0)
        if outline is None:
            return None
        kinds: set[BlockKind] = {outline.kinds[key] for key in parts_of(message.variant) if key in outline.kinds}
        return reason_in_choices(reader, kinds, self.today, alert=outline.alert)

    def render(self, message: Recorded) -> Mail:
        """Join the reader's values, as frozen with the message, into the frozen text."""
        pattern, values = self._filled(message)
        text, html = self._joined((message.subject_id or 0, message.variant), pattern, values)
        return Mail(
            subject=pattern.subject,
            text=text,
            html=html,
            language=message.language,
            reply_to=self._box,
            headers=stop_headers(self.base_url, self._box, values.text["unsubscribe_token"]),
            common_headers=self._headers,
        )

    def _joined(self, key: Key, pattern: Compiled, values: Values) -> tuple[Quoted, Quoted] | tuple[str, str]:
        """Join the text and HTML from encoded pieces; whole ones go out instead where the two are seen to differ."""
        joined = pattern.join_quoted(values)
        if self._checked[key] < CHECKED:
            whole = pattern.join(values)
            if (unquoted(joined[0]), unquoted(joined[1])) != (whole.text, whole.html):
                log.error("variant %s of digest %s does not join as it reads: its mails are made whole", *key[::-1])
                return whole.text, whole.html
            self._checked[key] += 1
        return joined

    def said(self, message: Recorded) -> Rendered:
        """Give the same words to be read on a page."""
        pattern, values = self._filled(message)
        return pattern.join(values)

    def _filled(self, message: Recorded) -> tuple[Compiled, Values]:
        """The frozen text of a message, and its reader's values."""
        issue = message.subject_id or 0
        pattern, _row = self.texts[issue, message.variant]
        values = {name: str(message.payload.get(name, "")) for name in READER_SLOTS}
        iso2 = message.payload.get("iso2")
        said = self.texts[issue, country_key(iso2, message.language)][1] if iso2 else None
        return pattern, reader_values(values, (said.text, said.html) if said else ("", ""))


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """The kinds of mail of this feature, by their names in the ledger."""
    return {
        KIND: DigestKind(settings.base_url, settings.mail_from),
        TEST_KIND: DigestTestKind(settings.base_url, settings.mail_from),
    }

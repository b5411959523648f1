"""Digests with their blocks and items, and the issue that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.digests.fingerprint import content_hash
from crm.digests.issue import Imprint, Issue, Line, Part
from crm.digests.kinds import BlockKind, DigestState, Template
from crm.digests.models import Block, BlockItem, BlockText, Digest, DigestText, ItemText
from crm.digests.topics import is_alert
from crm.digests.windows import Window
from crm.digests.wording import told_mark
from crm.treaties.models import Treaty

TREATY = "ccm"
BEGUN = (DigestState.SENDING, DigestState.PAUSED, DigestState.SENT)


@dataclass(frozen=True)
class Composition:
    """A digest as staff compose it: its blocks in order, with all items of each, dropped ones too, and translations."""

    digest: Digest
    blocks: Sequence[Block]
    items: Mapping[int, Sequence[BlockItem]]
    titles: Mapping[str, DigestText] = field(default_factory=dict)
    texts: Mapping[tuple[int, str], BlockText] = field(default_factory=dict)
    lines: Mapping[tuple[int, str], ItemText] = field(default_factory=dict)

    @property
    def audiences(self) -> dict[int, Mapping[str, object]]:
        """The audience of each part, by the part's key."""
        return {key: block.audience for key, block in enumerate(self.blocks, start=1)}

    def kept(self, block: Block) -> Sequence[BlockItem]:
        """The items of a block that were not dropped, the pinned ones first."""
        items = [item for item in self.items.get(block.id, ()) if not item.dropped]
        return sorted(items, key=lambda item: not item.pinned)

    def line(self, item: BlockItem, language: str) -> Line:
        """An item in a language, else as it was written, which the line then says."""
        text, fallen = self._said(item.text, self.lines.get((item.id, language)), "text", language)
        mark = told_mark(fallen or language) if item.told else ""
        return Line(f"{text} {mark}".strip(), item.link, fallen)

    def part(self, key: int, block: Block, language: str) -> Part:
        """A block in a language; what only one country's readers get is not in it."""
        version = self.texts.get((block.id, language))
        heading, heading_in = self._said(block.heading, version, "heading", language)
        text, text_in = self._said(block.text, version, "text", language)
        lines = tuple(self.line(item, language) for item in self.kept(block) if not item.own_country)
        return Part(key, block.kind, heading, text, lines, heading_in=heading_in, text_in=text_in)

    def title(self, language: str) -> tuple[str, str]:
        """The title in a language, and in which it is where not in this one."""
        return self._said(self.digest.title, self.titles.get(language), "title", language)

    def preheader(self, language: str) -> tuple[str, str]:
        """The preheader in a language, and in which it is where not in this one."""
        return self._said(self.digest.preheader, self.titles.get(language), "preheader", language)

    def _said(self, written: str, version: object | None, name: str, language: str) -> tuple[str, str]:
        """The words of a version; where it has none what was written, with the language of that."""
        if language == self.digest.language:
            return written, ""
        said = str(getattr(version, name, "")).strip()
        return (said, "") if said or not written.strip() else (written, self.digest.language)


def get_digest(session: Session, digest_id: int) -> Digest:
    """Get a digest; raises LookupError."""
    found = session.get(Digest, digest_id)
    if found is None:
        message = f"There is no digest {digest_id}."
        raise LookupError(message)
    return found


def lock_digest(session: Session, digest_id: int) -> Digest:
    """Get a digest nobody else can act on until this transaction ends; raises LookupError."""
    found = session.get(Digest, digest_id, with_for_update=True, populate_existing=True)
    if found is None:
        message = f"There is no digest {digest_id}."
        raise LookupError(message)
    return found


def find_by_public_token(session: Session, token: str) -> Digest | None:
    """Find a digest by the token in the address of its neutral view."""
    return session.scalar(sa.select(Digest).where(Digest.public_token == token)) if token.isalnum() else None


def find_by_code(session: Session, code: str) -> Digest | None:
    """Find a digest that was sent by the short code in its foot; case, spaces and hyphens don't matter."""
    plain = "".join(sign for sign in code.lower() if sign in "0123456789abcdef")
    if len(plain) != CODE_LENGTH:
        return None
    begun = sa.or_(Digest.state.in_(BEGUN), Digest.sent_at.is_not(None))
    return session.scalar(sa.select(Digest).where(Digest.public_token.startswith(plain), begun).limit(1))


CODE_LENGTH = 8


def list_digests(session: Session, limit: int = 100) -> Sequence[Digest]:
    """List digests, the newest first."""
    return session.scalars(sa.select(Digest).order_by(Digest.id.desc()).limit(limit)).all()


def last_window(session: Session) -> Window | None:
    """Find the window of the last digest sent or being sent; an emergency collects nothing, and has none."""
    begun = sa.or_(Digest.state.in_(BEGUN), Digest.sent_at.is_not(None))
    last = session.scalar(
        sa.select(Digest)
        .where(begun, Digest.template != Template.EMERGENCY)
        .order_by(Digest.window_ends_at.desc())
        .limit(1)
    )
    return None if last is None else Window(last.window_starts_at, last.window_ends_at)


def window_of(digest: Digest) -> Window:
    """The window of changes that a digest tells."""
    return Window(digest.window_starts_at, digest.window_ends_at)


def composition_of(session: Session, digest: Digest) -> Composition:
    """Read a digest's blocks and items, in two statements."""
    blocks = session.scalars(
        sa.select(Block).where(Block.digest_id == digest.id).order_by(Block.pinned.desc(), Block.position, Block.id)
    ).all()
    items: defaultdict[int, list[BlockItem]] = defaultdict(list)
    for item in session.scalars(
        sa.select(BlockItem)
        .join(Block, Block.id == BlockItem.block_id)
        .where(Block.digest_id == digest.id)
        .order_by(BlockItem.position, BlockItem.id)
    ):
        items[item.block_id].append(item)
    return replace(Composition(digest, blocks, items), **_translations(session, digest))


@dataclass(frozen=True)
class Outline:
    """What kinds of blocks a digest has, by the keys of its parts, and whether it is an urgent alert."""

    alert: bool
    kinds: Mapping[int, BlockKind]


def outlines_of(session: Session, digests: Collection[int]) -> dict[int, Outline]:
    """Read the outlines of digests that are on their way, in one statement; their blocks don't change any more."""
    rows = session.execute(
        sa.select(Digest.id, Digest.template, Block.kind)
        .join(Block, Block.digest_id == Digest.id)
        .where(Digest.id.in_(digests))
        .order_by(Digest.id, Block.pinned.desc(), Block.position, Block.id)
    )
    kinds: defaultdict[tuple[int, bool], list[BlockKind]] = defaultdict(list)
    for number, template, kind in rows:
        kinds[number, is_alert(template)].append(kind)
    return {number: Outline(alert, dict(enumerate(held, start=1))) for (number, alert), held in kinds.items()}


def _translations(session: Session, digest: Digest) -> dict[str, Any]:
    """What is translated: three statements, for a digest in more than one language."""
    if not digest.also_in:
        return {}
    titles = session.scalars(sa.select(DigestText).where(DigestText.digest_id == digest.id))
    of_digest = Block.digest_id == digest.id
    texts = session.scalars(sa.select(BlockText).join(Block, Block.id == BlockText.block_id).where(of_digest))
    lines = session.scalars(
        sa.select(ItemText)
        .join(BlockItem, BlockItem.id == ItemText.item_id)
        .join(Block, Block.id == BlockItem.block_id)
        .where(of_digest)
    )
    return {
        "titles": {row.language: row for row in titles},
        "texts": {(row.block_id, row.language): row for row in texts},
        "lines": {(row.item_id, row.language): row for row in lines},
    }


def issue_of(
    session: Session, composition: Composition, organisation: Organisation, base_url: str, language: str = ""
) -> Issue:
    """Make the issue that a composition says in a language, else the one it is written in."""
    wanted = language or composition.digest.language
    return issues_of(session, composition, organisation, base_url, [wanted])[wanted]


def issues_of(
    session: Session, composition: Composition, organisation: Organisation, base_url: str, languages: Sequence[str]
) -> dict[str, Issue]:
    """Make the issue in each language; a block that says nothing is left out."""
    known = session.scalar(sa.select(Treaty.known_until).where(Treaty.key == TREATY))
    imprint = imprint_of(organisation)
    return {language: _issue(composition, imprint, base_url, language, known) for language in languages}


def _issue(composition: Composition, imprint: Imprint, base_url: str, language: str, known: date | None) -> Issue:
    title, title_in = composition.title(language)
    preheader, preheader_in = composition.preheader(language)
    parts = [composition.part(key, block, language) for key, block in enumerate(composition.blocks, start=1)]
    return Issue(
        title=title,
        preheader=preheader,
        language=language,
        parts=tuple(part for part in parts if not part.is_empty),
        imprint=imprint,
        base_url=base_url,
        public_token=composition.digest.public_token,
        known_until=known,
        title_in=title_in,
        preheader_in=preheader_in,
        alert=is_alert(composition.digest.template),
    )


def imprint_of(organisation: Organisation) -> Imprint:
    """Say who we are, from the organisation's settings."""
    return Imprint(
        name=organisation.name,
        postal_address=organisation.postal_address,
        web_page=organisation.web_page,
        reply_box=organisation.reply_box,
        sender_name=organisation.sender_name,
    )


def hash_of(composition: Composition, issues: Mapping[str, Issue]) -> str:
    """Give the content hash of a digest as it is now, in all its languages."""
    own = {
        f"{block.id}": [
            [item.text, item.link, item.country_iso2] for item in composition.kept(block) if item.own_country
        ]
        for block in composition.blocks
    }
    beside = {"own": own, "excluded": composition.digest.excluded}
    return content_hash(issues, composition.digest.audience, composition.audiences, beside)

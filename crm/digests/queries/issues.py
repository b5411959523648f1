"""Digests with their blocks and items, and the issue that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.digests.fingerprint import content_hash
from crm.digests.issue import Imprint, Issue, Line, Part
from crm.digests.kinds import DigestState
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.windows import Window
from crm.treaties.models import Treaty

TREATY = "ccm"
BEGUN = (DigestState.SENDING, DigestState.PAUSED, DigestState.SENT)


@dataclass(frozen=True)
class Composition:
    """A digest as staff compose it: its blocks in order, with all items of each, dropped ones too."""

    digest: Digest
    blocks: Sequence[Block]
    items: Mapping[int, Sequence[BlockItem]]

    @property
    def audiences(self) -> dict[int, Mapping[str, object]]:
        """The audience of each part, by the part's key."""
        return {key: block.audience for key, block in enumerate(self.blocks, start=1)}


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
    """Find the window of the last digest that was sent or is being sent."""
    begun = sa.or_(Digest.state.in_(BEGUN), Digest.sent_at.is_not(None))
    last = session.scalar(sa.select(Digest).where(begun).order_by(Digest.window_ends_at.desc()).limit(1))
    return None if last is None else Window(last.window_starts_at, last.window_ends_at)


def composition_of(session: Session, digest: Digest) -> Composition:
    """Read a digest's blocks and items, in two statements."""
    blocks = session.scalars(
        sa.select(Block).where(Block.digest_id == digest.id).order_by(Block.position, Block.id)
    ).all()
    items: defaultdict[int, list[BlockItem]] = defaultdict(list)
    for item in session.scalars(
        sa.select(BlockItem)
        .join(Block, Block.id == BlockItem.block_id)
        .where(Block.digest_id == digest.id)
        .order_by(BlockItem.position, BlockItem.id)
    ):
        items[item.block_id].append(item)
    return Composition(digest, blocks, items)


def issue_of(session: Session, composition: Composition, organisation: Organisation, base_url: str) -> Issue:
    """Make the issue that a composition says; a block that says nothing is left out."""
    digest = composition.digest
    parts = [
        Part(
            key,
            block.kind,
            block.heading,
            block.text,
            tuple(Line(item.text, item.link) for item in composition.items.get(block.id, ()) if not item.dropped),
        )
        for key, block in enumerate(composition.blocks, start=1)
    ]
    return Issue(
        title=digest.title,
        preheader=digest.preheader,
        language=digest.language,
        parts=tuple(part for part in parts if not part.is_empty),
        imprint=imprint_of(organisation),
        base_url=base_url,
        public_token=digest.public_token,
        known_until=session.scalar(sa.select(Treaty.known_until).where(Treaty.key == TREATY)),
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


def hash_of(composition: Composition, issue: Issue) -> str:
    """Give the content hash of a digest as it is now."""
    audiences = composition.audiences
    return content_hash(issue, composition.digest.audience, [audiences[part.key] for part in issue.parts])

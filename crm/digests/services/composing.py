"""Making a digest and editing it until it is approved; every edit voids an approval."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.digests.kinds import BlockKind, DigestState
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.queries.issues import last_window, lock_digest
from crm.digests.queries.news import News, news
from crm.digests.windows import Window, default_window
from crm.digests.wording import heading
from crm.languages import long_date, speaking

ORDER = (
    BlockKind.EDITORIAL,
    BlockKind.YOUR_COUNTRY,
    BlockKind.TREATY_ACTIONS,
    BlockKind.ACTIONS,
    BlockKind.MEETINGS,
)
LONGEST_TEXT = 20_000


class DigestLockedError(ValueError):
    """The digest is on its way or gone: it can't be edited any more."""


@dataclass(frozen=True)
class Plan:
    """What somebody says of a new digest; what they leave out has a default."""

    title: str = ""
    intro: str = ""
    language: str = "en"
    audience: Mapping[str, Any] = field(default_factory=dict)
    window: Window | None = None


def new_digest(session: Session, actor: Actor, now: datetime, plan: Plan) -> Digest:
    """Make a digest whose blocks are filled from its window: from the end of the last one to now, unless told."""
    last = last_window(session)
    window = plan.window or default_window(last.ends_at if last else None, now)
    digest = Digest(
        title=plan.title.strip() or _default_title(now, plan.language),
        preheader="",
        language=plan.language,
        window_starts_at=window.starts_at,
        window_ends_at=window.ends_at,
        audience=dict(plan.audience),
        public_token=secrets.token_hex(16),
        created_at=now,
        created_by=actor.user_id,
    )
    session.add(digest)
    session.flush()
    collected = news(session, window, plan.language)
    for position, kind in enumerate(ORDER, start=1):
        text = plan.intro.strip() if kind is BlockKind.EDITORIAL else ""
        _add_block(session, digest, position, kind, text, collected.get(kind, ()))
    digest.preheader = _default_preheader(collected, plan.language)
    session.flush()
    describe(session, f"Began the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def _default_title(now: datetime, language: str) -> str:
    return speaking(language).gettext("Update of {day}").replace("{day}", long_date(now.date(), language))


def _default_preheader(collected: Mapping[BlockKind, Sequence[News]], language: str) -> str:
    first = [items[0].text for kind in ORDER if (items := collected.get(kind, ()))]
    return (first[0] if first else speaking(language).gettext("Where your country stands, and what you can ask for."))[
        :100
    ]


def _add_block(
    session: Session, digest: Digest, position: int, kind: BlockKind, text: str, items: Sequence[News]
) -> Block:
    block = Block(
        digest_id=digest.id,
        position=position,
        kind=kind,
        heading=heading(kind, digest.language),
        text=text,
        audience={},
    )
    session.add(block)
    session.flush()
    _add_items(session, block, items)
    return block


def _add_items(session: Session, block: Block, items: Sequence[News]) -> None:
    last = session.scalar(sa.select(sa.func.max(BlockItem.position)).where(BlockItem.block_id == block.id)) or 0
    session.add_all(
        BlockItem(
            block_id=block.id,
            position=place,
            subject=item.subject,
            country_iso2=item.country_iso2,
            text=item.text,
            link=item.link,
        )
        for place, item in enumerate(items, start=last + 1)
    )
    session.flush()


def _last_position(session: Session, digest: Digest) -> int:
    return session.scalar(sa.select(sa.func.max(Block.position)).where(Block.digest_id == digest.id)) or 0


def editable(session: Session, digest_id: int) -> Digest:
    """Get a digest that can still be edited, its approval voided; raises DigestLockedError."""
    digest = lock_digest(session, digest_id)
    if digest.state not in {DigestState.DRAFT, DigestState.APPROVED}:
        message = "This digest is on its way or was sent; it can't be edited any more."
        raise DigestLockedError(message)
    digest.state = DigestState.DRAFT
    digest.approved_at = digest.approved_by = digest.content_hash = None
    return digest


def collect_more(session: Session, now: datetime, digest_id: int) -> int:
    """Add what came in since the digest was begun, at the end of the first block of its kind; returns how much."""
    digest = editable(session, digest_id)
    digest.window_ends_at = now
    session.flush()
    window = Window(digest.window_starts_at, now)
    found = {kind: items for kind, items in news(session, window, digest.language).items() if items}
    for kind, items in found.items():
        block = session.scalar(
            sa.select(Block).where(Block.digest_id == digest.id, Block.kind == kind).order_by(Block.position).limit(1)
        )
        if block is None:
            _add_block(session, digest, _last_position(session, digest) + 1, kind, "", items)
        else:
            _add_items(session, block, items)
    return sum(map(len, found.values()))


def edit_digest(session: Session, digest_id: int, *, title: str, preheader: str, audience: Mapping[str, Any]) -> Digest:
    """Change the title, preheader and audience."""
    digest = editable(session, digest_id)
    digest.title, digest.preheader, digest.audience = title.strip(), preheader.strip(), dict(audience)
    describe(session, f"Edited the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def add_block(session: Session, digest_id: int) -> Block:
    """Add an empty editorial block at the end."""
    digest = editable(session, digest_id)
    return _add_block(session, digest, _last_position(session, digest) + 1, BlockKind.EDITORIAL, "", ())


def edit_block(session: Session, block_id: int, *, heading: str, text: str, audience: Mapping[str, Any]) -> Block:
    """Change a block's heading, text and audience."""
    block = _get_block(session, block_id)
    editable(session, block.digest_id)
    block.heading, block.text, block.audience = heading.strip(), text.strip()[:LONGEST_TEXT], dict(audience)
    return block


def drop_block(session: Session, block_id: int) -> Block:
    """Take a block out, with its items."""
    block = _get_block(session, block_id)
    editable(session, block.digest_id)
    for item in session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)):
        session.delete(item)
    session.flush()
    session.delete(block)
    return block


def move_block(session: Session, block_id: int, by: int) -> Block:
    """Move a block up (-1) or down (1)."""
    block = _get_block(session, block_id)
    editable(session, block.digest_id)
    rows = session.scalars(
        sa.select(Block).where(Block.digest_id == block.digest_id).order_by(Block.position, Block.id)
    ).all()
    _swap(list(rows), block, by)
    return block


def add_item(session: Session, block_id: int, *, text: str, link: str) -> BlockItem:
    """Add a line of staff's own to a block."""
    block = _get_block(session, block_id)
    editable(session, block.digest_id)
    last = session.scalar(sa.select(sa.func.max(BlockItem.position)).where(BlockItem.block_id == block.id)) or 0
    item = BlockItem(block_id=block.id, position=last + 1, text=text.strip(), link=link.strip())
    session.add(item)
    session.flush()
    return item


def edit_item(session: Session, item_id: int, *, text: str, link: str, dropped: bool) -> BlockItem:
    """Change the words of an item, or drop it and take it back."""
    item, _block = _get_item(session, item_id)
    item.text, item.link, item.dropped = text.strip(), link.strip(), dropped
    return item


def move_item(session: Session, item_id: int, by: int) -> BlockItem:
    """Move an item up (-1) or down (1) within its block."""
    item, block = _get_item(session, item_id)
    rows = session.scalars(
        sa.select(BlockItem).where(BlockItem.block_id == block.id).order_by(BlockItem.position, BlockItem.id)
    ).all()
    _swap(list(rows), item, by)
    return item


def _get_block(session: Session, block_id: int) -> Block:
    block = session.get(Block, block_id)
    if block is None:
        message = f"There is no block {block_id}."
        raise LookupError(message)
    return block


def _get_item(session: Session, item_id: int) -> tuple[BlockItem, Block]:
    item = session.get(BlockItem, item_id)
    if item is None:
        message = f"There is no item {item_id}."
        raise LookupError(message)
    block = _get_block(session, item.block_id)
    editable(session, block.digest_id)
    return item, block


def _swap(rows: list[Any], moved: Any, by: int) -> None:
    """Give rows their positions anew, with one of them moved by so many places."""
    here = rows.index(moved)
    rows.insert(max(0, min(len(rows) - 1, here + by)), rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position

"""Filling blocks with what is new: each item into the block that is meant for it, in every language of the digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.digests.kinds import BlockKind
from crm.digests.models import Block, BlockItem, BlockText, Digest, ItemText
from crm.digests.queries.news import News
from crm.digests.scope import Scope, place_for
from crm.digests.wording import heading

Collected = Mapping[BlockKind, Sequence[News]]


def fill(session: Session, digest: Digest, collected: Collected) -> None:
    """Put what was collected into the blocks of a digest; a kind that has no block for an item gets one."""
    for kind, items in collected.items():
        blocks = list(_blocks_of_kind(session, digest, kind))
        for index, found in _placed(session, blocks, items).items():
            block = blocks[index] if index is not None else append_block(session, digest, kind)
            add_items(session, digest, block, found)


def append_block(session: Session, digest: Digest, kind: BlockKind, text: str = "") -> Block:
    """Add a block at the end, with the heading of its kind in every language."""
    block = Block(
        digest_id=digest.id,
        position=_last_position(session, digest) + 1,
        kind=kind,
        heading=heading(kind, digest.language),
        text=text,
        audience={},
        scope={},
    )
    session.add(block)
    session.flush()
    for language in digest.also_in:
        session.add(BlockText(block_id=block.id, language=language, heading=heading(kind, language)))
    session.flush()
    return block


def add_items(session: Session, digest: Digest, block: Block, items: Iterable[News]) -> None:
    """Add items at the end of a block, with their words in every language."""
    last = session.scalar(sa.select(sa.func.max(BlockItem.position)).where(BlockItem.block_id == block.id)) or 0
    rows = [
        (
            BlockItem(
                block_id=block.id,
                position=place,
                subject=item.subject,
                country_iso2=item.country_iso2,
                text=item.texts[digest.language],
                link=item.link,
                told=item.told,
            ),
            item,
        )
        for place, item in enumerate(items, start=last + 1)
    ]
    session.add_all(row for row, _item in rows)
    session.flush()
    session.add_all(
        ItemText(item_id=row.id, language=language, text=item.texts[language])
        for row, item in rows
        for language in digest.also_in
    )
    session.flush()


def regions_by_country(session: Session) -> dict[str, str]:
    """Give the region of every State."""
    return dict(session.execute(sa.select(Country.iso2, Country.region)).all())


def _placed(session: Session, blocks: Sequence[Block], items: Sequence[News]) -> Mapping[int | None, list[News]]:
    scopes = [Scope.of(block.scope) for block in blocks]
    narrow = any(not scope.is_open for scope in scopes)
    regions = regions_by_country(session) if narrow else {}
    found: dict[int | None, list[News]] = {}
    for item in items:
        found.setdefault(place_for(scopes, regions.get(item.country_iso2 or "", ""), item.aim), []).append(item)
    return found


def _blocks_of_kind(session: Session, digest: Digest, kind: BlockKind) -> Sequence[Block]:
    chosen = sa.select(Block).where(Block.digest_id == digest.id, Block.kind == kind)
    return session.scalars(chosen.order_by(Block.pinned.desc(), Block.position, Block.id)).all()


def _last_position(session: Session, digest: Digest) -> int:
    return session.scalar(sa.select(sa.func.max(Block.position)).where(Block.digest_id == digest.id)) or 0

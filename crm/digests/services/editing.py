"""Editing the blocks of a digest and their items, in the language it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.digests.models import Block, BlockItem, BlockText, ItemText
from crm.digests.services.composing import editable
from crm.digests.services.overtaking import check_seen, stamp

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Line:
    """What somebody makes of an item."""

    text: str
    link: str = ""
    dropped: bool = False
    pinned: bool = False
    own_country: bool = False


@dataclass(frozen=True)
class Words:
    """What somebody makes of a block; items they did not have before them stay as they are."""

    heading: str = ""
    text: str = ""
    audience: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[int, Line] = field(default_factory=dict)
    scope: Mapping[str, Any] | None = None


def edit_block(
    session: Session, actor: Actor, now: datetime, block_id: int, words: Words, seen: int | None = None
) -> Block:
    """Change a block and its items; raises OvertakenError when somebody else did since they were seen."""
    block = _get_block(session, block_id)
    items = {item.id: item for item in _items(session, block)}
    lines = {number: line for number, line in words.lines.items() if number in items}
    scope = block.scope if words.scope is None else dict(words.scope)
    said = (words.heading.strip(), words.text.strip()[:LONGEST_TEXT], dict(words.audience), scope)
    same = said == (block.heading, block.text, block.audience, block.scope)
    if same and all(line_of(items[number]) == line for number, line in lines.items()):
        return block
    check_seen(block, seen)
    block.heading, block.text, block.audience, block.scope = said
    for number, line in lines.items():
        _write(items[number], line)
    stamp(block, actor, now)
    session.flush()
    return block


def drop_block(session: Session, block_id: int) -> Block:
    """Take a block out, with its items and their translations."""
    block = _get_block(session, block_id)
    numbers = [item.id for item in _items(session, block)]
    for row in session.scalars(sa.select(ItemText).where(ItemText.item_id.in_(numbers))):
        session.delete(row)
    for version in session.scalars(sa.select(BlockText).where(BlockText.block_id == block.id)):
        session.delete(version)
    session.flush()
    for item in _items(session, block):
        session.delete(item)
    session.flush()
    session.delete(block)
    return block


def move_block(session: Session, block_id: int, by: int) -> Block:
    """Move a block up (-1) or down (1) among those that are pinned, or those that are not."""
    block = _get_block(session, block_id)
    rows = session.scalars(
        sa.select(Block)
        .where(Block.digest_id == block.digest_id)
        .order_by(Block.pinned.desc(), Block.position, Block.id)
    ).all()
    _swap(list(rows), block, by)
    return block


def pin_block(session: Session, block_id: int, *, pinned: bool) -> Block:
    """Keep a block on top of the digest, or let it go back to its place."""
    block = _get_block(session, block_id)
    block.pinned = pinned
    return block


def add_item(session: Session, block_id: int, *, text: str, link: str) -> BlockItem:
    """Add a line of staff's own to a block."""
    block = _get_block(session, block_id)
    last = session.scalar(sa.select(sa.func.max(BlockItem.position)).where(BlockItem.block_id == block.id)) or 0
    item = BlockItem(block_id=block.id, position=last + 1, text=text.strip(), link=link.strip())
    session.add(item)
    session.flush()
    return item


def move_item(session: Session, item_id: int, by: int) -> BlockItem:
    """Move an item up (-1) or down (1) within its block."""
    item = session.get(BlockItem, item_id)
    if item is None:
        message = f"There is no item {item_id}."
        raise LookupError(message)
    block = _get_block(session, item.block_id)
    _swap(_items(session, block), item, by)
    return item


def _get_block(session: Session, block_id: int) -> Block:
    """Get a block of a digest that can still be edited, as it is now that nobody else can edit it."""
    block = session.get(Block, block_id)
    if block is None:
        message = f"There is no block {block_id}."
        raise LookupError(message)
    editable(session, block.digest_id)
    session.refresh(block)
    return block


def _items(session: Session, block: Block) -> list[BlockItem]:
    chosen = sa.select(BlockItem).where(BlockItem.block_id == block.id)
    return list(session.scalars(chosen.order_by(BlockItem.pinned.desc(), BlockItem.position, BlockItem.id)))


def line_of(item: BlockItem) -> Line:
    """An item as it is."""
    return Line(item.text, item.link, item.dropped, item.pinned, item.own_country)


def _write(item: BlockItem, line: Line) -> None:
    item.text, item.link, item.dropped = line.text.strip(), line.link.strip(), line.dropped
    item.pinned, item.own_country = line.pinned, line.own_country and item.country_iso2 is not None


def _swap(rows: list[Any], moved: Any, by: int) -> None:
    """Give rows their positions anew, with one of them moved by so many places."""
    here = rows.index(moved)
    rows.insert(max(0, min(len(rows) - 1, here + by)), rows.pop(here))
    for position, row in enumerate(rows, start=1):
        row.position = position

"""The versions of a digest in other languages: which there are, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.digests.models import Block, BlockItem, BlockText, Digest, DigestText, ItemText
from crm.digests.queries.news import all_news
from crm.digests.queries.translations import find_block_text, find_digest_text, item_texts
from crm.digests.services.composing import editable
from crm.digests.services.editing import LONGEST_TEXT
from crm.digests.services.overtaking import check_seen, stamp
from crm.digests.windows import Window
from crm.digests.wording import default_preheader, heading


def set_languages(session: Session, digest_id: int, also_in: Sequence[str]) -> Digest:
    """Say in which other languages a digest has versions; a new one gets the words we have for what was collected.

    The words of a version that is taken away are kept, should it come back.
    """
    digest = editable(session, digest_id)
    wanted = [language for language in dict.fromkeys(also_in) if language != digest.language]
    new = [language for language in wanted if language not in digest.also_in]
    digest.also_in = wanted
    for language in new:
        _begin(session, digest, language)
    describe(session, f"Gave “{digest.title}” versions in {len(wanted) + 1} languages", subject=f"digests:{digest.id}")
    return digest


def translate_digest(
    session: Session,
    actor: Actor,
    now: datetime,
    digest_id: int,
    language: str,
    *,
    title: str,
    preheader: str,
    seen: int | None = None,
) -> DigestText:
    """Keep the title and preheader in another language; raises OvertakenError."""
    digest = editable(session, digest_id)
    row = find_digest_text(session, digest.id, language)
    said = (title.strip(), preheader.strip())
    if row is not None and said == (row.title, row.preheader):
        return row
    check_seen(row, seen)
    row = row or DigestText(digest_id=digest.id, language=language, version=0)
    row.title, row.preheader = said
    stamp(row, actor, now)
    session.add(row)
    session.flush()
    return row


def translate_block(
    session: Session,
    actor: Actor,
    now: datetime,
    block: Block,
    language: str,
    *,
    heading: str,
    text: str,
    lines: Mapping[int, str],
    seen: int | None = None,
) -> BlockText:
    """Keep the words of a block and its items in another language; raises OvertakenError."""
    editable(session, block.digest_id)
    row = find_block_text(session, block.id, language)
    held = item_texts(session, block.id, language)
    said = (heading.strip(), text.strip()[:LONGEST_TEXT])
    changed = {number: words.strip() for number, words in lines.items() if _words(held.get(number)) != words.strip()}
    if row is not None and said == (row.heading, row.text) and not changed:
        return row
    check_seen(row, seen)
    row = row or BlockText(block_id=block.id, language=language, version=0)
    row.heading, row.text = said
    stamp(row, actor, now)
    session.add(row)
    for number, words in changed.items():
        line = held.get(number) or ItemText(item_id=number, language=language)
        line.text = words
        session.add(line)
    session.flush()
    return row


def _words(row: ItemText | None) -> str:
    return row.text if row is not None else ""


def _begin(session: Session, digest: Digest, language: str) -> None:
    """Give a new version the headings of its kinds of blocks, and the items that we can say in any language."""
    if find_digest_text(session, digest.id, language) is None:
        session.add(DigestText(digest_id=digest.id, language=language, preheader=default_preheader(language)))
    blocks = session.scalars(sa.select(Block).where(Block.digest_id == digest.id)).all()
    held = set(session.scalars(sa.select(BlockText.block_id).where(BlockText.language == language)))
    session.add_all(
        BlockText(block_id=block.id, language=language, heading=heading(block.kind, language))
        for block in blocks
        if block.id not in held
    )
    _say_items(session, digest, language)
    session.flush()


def _say_items(session: Session, digest: Digest, language: str) -> None:
    window = Window(digest.window_starts_at, digest.window_ends_at)
    words = {
        item.subject: item.texts[language] for items in all_news(session, window, [language]).values() for item in items
    }
    items = session.scalars(
        sa.select(BlockItem).join(Block, Block.id == BlockItem.block_id).where(Block.digest_id == digest.id)
    ).all()
    held = set(session.scalars(sa.select(ItemText.item_id).where(ItemText.language == language)))
    session.add_all(
        ItemText(item_id=item.id, language=language, text=words[item.subject])
        for item in items
        if item.subject in words and item.id not in held
    )

"""The words of a digest in its other languages, as they are at this moment, and who wrote last."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.digests.models import BlockItem, BlockText, DigestText, Edited, ItemText


def find_digest_text(session: Session, digest_id: int, language: str) -> DigestText | None:
    """Find the words of a digest in another language."""
    chosen = sa.select(DigestText).where(DigestText.digest_id == digest_id, DigestText.language == language)
    return session.scalar(chosen.execution_options(populate_existing=True))


def find_block_text(session: Session, block_id: int, language: str) -> BlockText | None:
    """Find the words of a block in another language."""
    chosen = sa.select(BlockText).where(BlockText.block_id == block_id, BlockText.language == language)
    return session.scalar(chosen.execution_options(populate_existing=True))


def item_texts(session: Session, block_id: int, language: str) -> dict[int, ItemText]:
    """Give the words of a block's items in another language, by the item's number."""
    chosen = (
        sa.select(ItemText)
        .join(BlockItem, BlockItem.id == ItemText.item_id)
        .where(BlockItem.block_id == block_id, ItemText.language == language)
    )
    return {row.item_id: row for row in session.scalars(chosen)}


def editor_of(session: Session, row: Edited | None) -> str:
    """Name who saved words last; nothing where nobody did, or the operator."""
    user = session.get(User, row.edited_by) if row is not None and row.edited_by else None
    return user.shown_name if user else ""

"""What of a digest everybody may read: nothing that it tells of an action which is not public."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.actions.models import Outcome, ParliamentaryAction, Visibility
from crm.digests.models import Block, BlockItem, Digest, DigestText, ItemText

PUBLIC = ParliamentaryAction.visibility == Visibility.PUBLIC


def not_public(session: Session, subjects: Collection[str]) -> frozenset[str]:
    """Which subjects of items are actions, or outcomes of some, that are not (or no longer) public."""
    actions, outcomes = _numbers(subjects, "action"), _numbers(subjects, "outcome")
    if not actions and not outcomes:
        return frozenset()
    of_actions = sa.select(sa.literal("action"), ParliamentaryAction.id).where(
        ParliamentaryAction.id.in_(actions), PUBLIC
    )
    of_outcomes = (
        sa.select(sa.literal("outcome"), Outcome.id)
        .join(ParliamentaryAction, ParliamentaryAction.id == Outcome.action_id)
        .where(Outcome.id.in_(outcomes), PUBLIC)
    )
    public = {f"{kind}:{number}" for kind, number in session.execute(sa.union_all(of_actions, of_outcomes))}
    told = {f"action:{number}" for number in actions} | {f"outcome:{number}" for number in outcomes}
    return frozenset(told - public)


def closed_preheaders(session: Session, digest_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """The versions, by digest and language, whose preheader may tell of what is not public.

    That is each of a digest with such an item, unless it begins one that everybody may read: nobody else can say what
    words that staff wrote, or an item said before it was edited, give away.
    """
    found = session.execute(_items(digest_ids)).all()
    closed = not_public(session, {subject for _digest, _language, subject, _begins in found})
    doubtful = {(digest, language) for digest, language, subject, _begins in found if subject in closed}
    fine = {(digest, language) for digest, language, subject, begins in found if begins and subject not in closed}
    return frozenset(doubtful - fine)


def _items(digest_ids: Collection[int]) -> sa.CompoundSelect[int, str, str, bool]:
    """Each item of a digest, and whether it begins with the preheader, by the language of both."""
    own = (
        sa.select(Digest.id, Digest.language, BlockItem.subject, _begins(BlockItem.text, Digest.preheader))
        .join(Block, Block.digest_id == Digest.id)
        .join(BlockItem, BlockItem.block_id == Block.id)
        .where(Digest.id.in_(digest_ids))
    )
    others = (
        sa.select(
            DigestText.digest_id,
            DigestText.language,
            BlockItem.subject,
            _begins(sa.func.coalesce(ItemText.text, ""), DigestText.preheader),
        )
        .join(Block, Block.digest_id == DigestText.digest_id)
        .join(BlockItem, BlockItem.block_id == Block.id)
        .outerjoin(ItemText, sa.and_(ItemText.item_id == BlockItem.id, ItemText.language == DigestText.language))
        .where(DigestText.digest_id.in_(digest_ids))
    )
    return sa.union_all(own, others)


def _begins(
    text: sa.ColumnElement[str] | InstrumentedAttribute[str], words: InstrumentedAttribute[str]
) -> sa.ColumnElement[bool]:
    return sa.and_(words != "", sa.func.substr(text, 1, sa.func.length(words)) == words)


def _numbers(subjects: Collection[str], kind: str) -> set[int]:
    return {int(number) for said, _colon, number in (one.partition(":") for one in subjects) if said == kind}

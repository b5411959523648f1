"""Making a digest, filling it, and keeping what it says as a whole; every edit voids an approval."""

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
from crm.digests.exclusions import Exclusions
from crm.digests.kinds import BlockKind, DigestState, Template
from crm.digests.models import Block, BlockItem, Digest, DigestText
from crm.digests.outlines import OUTLINES
from crm.digests.queries.issues import last_window, lock_digest
from crm.digests.queries.news import news
from crm.digests.scope import Scope
from crm.digests.services.collecting import Collected, append_block, fill, regions_by_country
from crm.digests.services.occasions import write_occasion
from crm.digests.services.overtaking import check_seen, stamp
from crm.digests.windows import Window, default_window
from crm.digests.wording import default_preheader, default_title

LONGEST_PREHEADER = 100


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
    also_in: Sequence[str] = ()
    template: Template = Template.REGULAR
    meeting_id: int | None = None
    country_iso2: str | None = None


def new_digest(session: Session, actor: Actor, now: datetime, plan: Plan) -> Digest:
    """Make a digest whose blocks are filled from its window: from the end of the last one to now, unless told."""
    last = last_window(session)
    window = plan.window or default_window(last.ends_at if last else None, now)
    digest = Digest(
        title=plan.title.strip() or default_title(now.date(), plan.language),
        preheader="",
        language=plan.language,
        also_in=[language for language in dict.fromkeys(plan.also_in) if language != plan.language],
        window_starts_at=window.starts_at,
        window_ends_at=window.ends_at,
        audience=dict(plan.audience),
        excluded={},
        template=plan.template,
        meeting_id=plan.meeting_id if plan.template is Template.MEETING else None,
        public_token=secrets.token_hex(16),
        created_at=now,
        created_by=actor.user_id,
    )
    session.add(digest)
    session.flush()
    blocks = {kind: append_block(session, digest, kind) for kind in OUTLINES[plan.template]}
    collected = _collect(session, digest, window)
    fill(session, digest, collected)
    _entitle(session, digest, collected, now, titled=bool(plan.title.strip()))
    write_occasion(session, actor, now, digest, blocks, plan.country_iso2)
    if plan.intro.strip():
        blocks[BlockKind.EDITORIAL].text = plan.intro.strip()
    if plan.title.strip():
        digest.title = plan.title.strip()
    session.flush()
    describe(session, f"Began the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def _collect(session: Session, digest: Digest, window: Window) -> Collected:
    """Collect what is new for the kinds of blocks there are; an emergency leaves it all to the next digest."""
    kinds = OUTLINES[digest.template]
    if digest.template is Template.EMERGENCY:
        return {}
    return {kind: items for kind, items in news(session, window, digest.languages).items() if kind in kinds}


def _entitle(session: Session, digest: Digest, collected: Collected, now: datetime, *, titled: bool) -> None:
    """Give each version a preheader, and a title where nobody wrote one: what is written is not ours to translate."""
    digest.preheader = _preheader(collected, digest.language)
    session.add_all(
        DigestText(
            digest_id=digest.id,
            language=language,
            title="" if titled else default_title(now.date(), language),
            preheader=_preheader(collected, language),
        )
        for language in digest.also_in
    )
    session.flush()


def _preheader(collected: Collected, language: str) -> str:
    """The first that is told and is public: in the archive everybody reads these words."""
    told = (item for kind in OUTLINES[Template.REGULAR] for item in collected.get(kind, ()))
    first = next((item.texts[language] for item in told if item.public), default_preheader(language))
    return first[:LONGEST_PREHEADER]


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
    """Add what came in since the digest was begun, at the end of the blocks meant for it; returns how much."""
    digest = editable(session, digest_id)
    digest.window_ends_at = now
    session.flush()
    window = Window(digest.window_starts_at, now)
    found = {kind: items for kind, items in news(session, window, digest.languages).items() if items}
    fill(session, digest, found)
    return sum(map(len, found.values()))


def edit_digest(
    session: Session,
    actor: Actor,
    now: datetime,
    digest_id: int,
    *,
    title: str,
    preheader: str,
    audience: Mapping[str, Any],
    excluded: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Digest:
    """Change the title, preheader and audience; raises OvertakenError when somebody else did since they were seen."""
    digest = editable(session, digest_id)
    aside = digest.excluded if excluded is None else dict(excluded)
    said = (title.strip(), preheader.strip(), dict(audience), aside)
    if said == (digest.title, digest.preheader, digest.audience, digest.excluded):
        return digest
    check_seen(digest, seen)
    digest.title, digest.preheader, digest.audience, digest.excluded = said
    stamp(digest, actor, now)
    describe(session, f"Edited the digest “{digest.title}”", subject=f"digests:{digest.id}")
    return digest


def set_aside(session: Session, digest_id: int, member_id: int, *, aside: bool) -> Digest:
    """Leave one person of the audience out of a digest, or take them in again."""
    digest = editable(session, digest_id)
    held = Exclusions.of(digest.excluded)
    digest.excluded = (held.with_person(member_id) if aside else held.without_person(member_id)).stored
    return digest


def add_block(session: Session, digest_id: int, kind: BlockKind = BlockKind.EDITORIAL) -> Block:
    """Add a block at the end, with nothing in it."""
    return append_block(session, editable(session, digest_id), kind)


def split_by_region(session: Session, block: Block) -> int:
    """Give each region's actions in a block a block of their own, in its place; returns how many blocks came of it."""
    digest = editable(session, block.digest_id)
    regions = regions_by_country(session)
    items = session.scalars(
        sa.select(BlockItem).where(BlockItem.block_id == block.id).order_by(BlockItem.position, BlockItem.id)
    )
    by_region: dict[str, list[BlockItem]] = {}
    for item in items:
        by_region.setdefault(regions.get(item.country_iso2 or "", ""), []).append(item)
    made = 0
    for region in sorted(filter(None, by_region)):
        part = append_block(session, digest, block.kind)
        part.heading, part.scope, part.audience = f"{block.heading}: {region}", Scope((region,)).stored, block.audience
        for item in by_region[region]:
            item.block_id = part.id
        made += 1
    session.flush()
    return made

"""What becomes of digests when somebody is erased: mails to them go, and what was said of their actions is nameless."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import Outcome, Participation
from crm.audit.erasing import RowName, name_of, strike_history
from crm.audit.striking import strike
from crm.digests.models import Block, BlockItem, FrozenText
from crm.digests.queries.readers import KIND
from crm.digests.services.testing import TEST_KIND
from crm.mail.models import Message
from crm.mail.services.erasing import forget_messages
from crm.members.services.erasing import Leaving, erases


@erases(Message)
def erase_from_digests(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Empty the digests mailed to them, and strike their name out of digests that tell of their actions."""
    forget_messages(session, leaving.at, (KIND,), leaving.member_id)
    _strike_tests(session, leaving)
    items = session.scalars(sa.select(BlockItem).where(BlockItem.subject.in_(_subjects(session, leaving)))).all()
    for item in items:
        item.text = strike(item.text, leaving.words)
        strike_history(session, [name_of(item)], (), leaving.words)
    told = sa.select(Block.digest_id).where(Block.id.in_({item.block_id for item in items}))
    for frozen in session.scalars(sa.select(FrozenText).where(FrozenText.digest_id.in_(told))):
        frozen.text, frozen.html = strike(frozen.text, leaving.words), strike(frozen.html, leaving.words)
    yield from ()


def _strike_tests(session: Session, leaving: Leaving) -> None:
    """Tests show a digest as one reader gets it, greeting and all."""
    for message in session.scalars(sa.select(Message).where(Message.kind == TEST_KIND)):
        message.payload = strike(message.payload, leaving.words)


def _subjects(session: Session, leaving: Leaving) -> list[str]:
    """How lines of a digest name the actions they took part in, and what came of these."""
    actions = session.scalars(sa.select(Participation.action_id).where(Participation.member_id == leaving.member_id))
    numbers = list(actions)
    outcomes = session.scalars(sa.select(Outcome.id).where(Outcome.action_id.in_(numbers)))
    return [*(f"action:{number}" for number in numbers), *(f"outcome:{number}" for number in outcomes)]

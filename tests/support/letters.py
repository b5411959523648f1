"""Letters that were sent, without the work of making their files."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from crm.accounts.rights import OPERATOR
from crm.letters.kinds import BatchState, LetterState
from crm.letters.models import Letter, LetterBatch
from crm.letters.queries.outlook import outlook, setting_of
from crm.letters.services import batching
from tests.support.posting import BASE_URL, Post

TODAY = date(2026, 3, 2)


def sent_letters(post: Post, batch: LetterBatch) -> list[Letter]:
    """Let the letters of a draft be sent, each by mail only; in the order of the people."""
    plan = outlook(post.session, setting_of(post.session, batch, TODAY, BASE_URL), OPERATOR, post.now, TODAY)
    batching.start(post.session, OPERATOR, post.now, batch, plan)
    batch.state = BatchState.SENT
    letters = list(
        post.session.scalars(sa.select(Letter).where(Letter.batch_id == batch.id).order_by(Letter.member_id))
    )
    for letter in letters:
        letter.state, letter.sent_on, letter.by_post = LetterState.SENT, TODAY, False
        letter.email = f"person{letter.member_id}@parliament.example"
    post.session.flush()
    return letters

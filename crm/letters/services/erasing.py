"""What becomes of letters when somebody is erased: they go, and the bound file that holds them is thrown away too."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.erasing import RowName, rows_once_of, take_away
from crm.jobs.services import enqueue
from crm.letters.models import Letter, LetterAnswer, LetterBatch
from crm.letters.services.batching import KIND, TIDY
from crm.mail.services.erasing import forget_messages
from crm.members.services.erasing import Leaving, erases


@erases(Letter)
def erase_letters(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete their letters and empty the mails; a worker throws away the files that nothing names any more."""
    forget_messages(session, leaving.at, (KIND,), leaving.member_id)
    letters = session.scalars(sa.select(Letter).where(Letter.member_id == leaving.member_id)).all()
    for letter in letters:
        batch = session.get_one(LetterBatch, letter.batch_id)
        batch.print_file, batch.print_pages = "", 0
        yield from rows_once_of(session, LetterAnswer.__tablename__, "letter_id", letter.id)
        yield from take_away(session, letter)
    if letters:
        enqueue(session, leaving.at, TIDY)

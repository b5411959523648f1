"""Keeping the index of words by which people are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import after_undo
from crm.db import Base, insert_rows
from crm.members import names
from crm.members.models import Member, NameWord

CHUNK = 1_000


def index_words(session: Session, people: Iterable[tuple[int, str, str]]) -> None:
    """Make the words of these people (id, name, sort name) anew."""
    told = list(people)
    connection = session.connection()
    for start in range(0, len(told), CHUNK):
        chunk = told[start : start + CHUNK]
        connection.execute(
            sa.delete(NameWord).where(NameWord.member_id.in_([number for number, _name, _sort in chunk]))
        )
        rows = [{"word": word, "member_id": number} for number, name, sort in chunk for word in names.words(name, sort)]
        insert_rows(connection, Base.metadata.tables["name_word"], rows)


@after_undo
def mend_words(session: Session, rows: Collection[tuple[str, str]]) -> None:
    """Make the words of people anew whose rows an undo put back."""
    numbers = sorted(int(key) for table, key in rows if table == Member.__tablename__)
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        found = session.execute(sa.select(Member.id, Member.name, Member.sort_name).where(Member.id.in_(chunk)))
        index_words(session, [(number, name, sort) for number, name, sort in found])

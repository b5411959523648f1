"""Many rows written at once are what SQLAlchemy would have written one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, ChamberOrigin
from crm.db import insert_columns
from crm.members.models import Identifier, Mandate, Member, Stage
from crm.members.services.bulk import Numbers

HOSTILE = 'People\'s 100 % \\ :party ? "—" {0} Łódź'
MADE = datetime(2026, 5, 4, 12, 30, tzinfo=timezone(timedelta(hours=2)))


def rows_of(session: Session, table: sa.Table) -> list[dict[str, object]]:
    columns = [column for column in table.columns if column.name != "id"]
    return [dict(row) for row in session.execute(sa.select(*columns).order_by(table.c.id)).mappings()]


def test_columns_alike_and_left_out_hold_what_rows_would(any_session: Session) -> None:
    member = Member.__table__
    assert isinstance(member, sa.Table)
    columns = {
        "id": [1, 2],
        "name": ["Ada Example", HOSTILE],
        "sort_name": ["a", "b"],
        "stage_since": [None, MADE.date()],
    }
    alike = {"created_at": MADE, "stage": Stage.FRIEND, "party": HOSTILE, "shielded": True, "last_contact_on": None}
    insert_columns(any_session.connection(), member, columns, alike)
    written = rows_of(any_session, member)
    any_session.execute(sa.delete(member))
    rows = [dict(zip(columns, row, strict=True)) | alike for row in zip(*columns.values(), strict=True)]
    any_session.execute(sa.insert(member), rows)
    assert written == rows_of(any_session, member)
    assert written[0]["created_at"] == MADE.astimezone(UTC)
    assert (written[1]["party"], written[1]["language"], written[1]["stage_since"]) == (HOSTILE, "en", date(2026, 5, 4))


def test_what_is_alike_may_be_json_a_partial_date_or_nothing(any_session: Session) -> None:
    any_session.execute(sa.insert(Member.__table__).values(id=1, name="Ada", sort_name="ada", created_at=MADE))
    any_session.execute(sa.insert(Chamber.__table__).values(id=1, name="Senate", origin=ChamberOrigin.IMPORT))
    for model, columns, alike in (
        (Identifier, {"member_id": [1], "scheme": ["id"]}, {"value": "7", "said": {"name": HOSTILE}}),
        (Mandate, {"member_id": [1], "chamber_id": [1]}, {"starts": "2015-04", "ends": None, "key": None}),
    ):
        table = model.__table__
        assert isinstance(table, sa.Table)
        insert_columns(any_session.connection(), table, {"id": [1], **columns}, alike)
        (written,) = rows_of(any_session, table)
        assert {name: written[name] for name in alike} == alike


def test_numbers_are_each_given_once_however_many_are_asked_for(any_session: Session) -> None:
    numbers = Numbers(any_session)
    few, many, one = numbers.take(Member), numbers.take(Member, 2_500), numbers.take(Member)
    assert (len(few), len(many), len(one)) == (1, 2_500, 1)
    assert sorted({*few, *many, *one}) == [*few, *many, *one]
    any_session.execute(sa.insert(Member.__table__).values(name="Ada", sort_name="ada", created_at=MADE))

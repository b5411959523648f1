"""A guard over erasing: whatever names a person is deleted with them, or says what becomes of it."""

import sqlalchemy as sa
from flask import Flask

from crm.audit.erasing import referring_to
from crm.db import Base
from crm.members.models import Member
from crm.members.services.erasing import models_seen_to

SEEN_TO_BY_NUMBER = {"message", "link_token", "change_set"}
"""Tables that name people by number, without a foreign key, and are emptied by `erase` and its erasers."""


def test_every_column_that_names_a_person_goes_with_them(app: Flask) -> None:
    assert app
    deleted = {column for _model, column in referring_to(Member)}
    seen_to = {model.__tablename__ for model in models_seen_to()} | SEEN_TO_BY_NUMBER
    missing = [
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _names_a_person(column) and column not in deleted and table.name not in seen_to
    ]
    assert not missing, "give the foreign key ON DELETE CASCADE, or register an eraser (members/services/erasing.py)"


def _names_a_person(column: "sa.Column[object]") -> bool:
    refers = any(key.column.table.name == "member" for key in column.foreign_keys)
    return refers or column.name in {"member_id", "recipient_id", "on_behalf_of"}

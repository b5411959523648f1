"""A guard over every page: what people typed is text on it, in whatever field of whatever thing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import User
from crm.actions.models import ActionKind, Outcome, OutcomeKind, ParliamentaryAction, Participation, Visibility
from crm.audit.services import Doing, begin, end, journal
from crm.countries.models import Chamber
from crm.db import Base
from crm.digests.kinds import BlockKind
from crm.digests.models import Block, BlockItem, Digest
from crm.extensions import db
from crm.followups.models import FollowUp
from crm.library.services import load_shipped as load_library
from crm.mail.models import Address
from crm.members.models import (
    EmailAddress,
    ImportRun,
    Interaction,
    Mandate,
    Member,
    SavedView,
    Stage,
    StageChange,
    Subscription,
    Tag,
)
from crm.treaties.services import load_facts
from tests.support.routes import address, routes

PAYLOAD = '"><img src=x onerror=fetch("/xss")>{{7*7}}<script>alert(1)</script>'
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STRUCTURED = frozenset(
    {
        "act",
        "browser_hash",
        "code_hash",
        "content_hash",
        "domain",
        "email",
        "format",
        "kind",
        "language",
        "message_id",
        "mtdsg_no",
        "nonce",
        "password_hash",
        "public_token",
        "purpose",
        "reply_box",
        "row_key",
        "scheme",
        "steps",
        "stored_name",
        "subject",
        "table_name",
        "tested_hash",
        "time_zone",
        "token",
        "totp_offered",
        "totp_secret",
        "value",
        "word",
    }
)
"""Columns that hold no words of people but keys, codes and hashes, which other code reads."""


@pytest.fixture
def poisoned(app: Flask, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The coordinator's browser, on a database that holds markup wherever somebody may write."""
    browser = sign_in("coordinator")
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=NOW, source="test"))
        load_facts(session, NOW)
        load_library(session, NOW)
        session.flush()
        _one_of_everything(session)
        session.commit()
        journal(session, NOW, PAYLOAD, detail={PAYLOAD: PAYLOAD})
        _poison(session)
        session.commit()
        end(session)
    return browser


def _one_of_everything(session: sa.orm.Session) -> None:
    user_id = session.scalars(sa.select(User.id)).one()
    chamber_id = session.scalars(sa.select(Chamber.id).where(Chamber.country_iso2 == "CH")).first() or 1
    member = Member(name="M", sort_name="M", created_at=NOW, country_iso2="CH", owner_id=user_id, stage=Stage.FRIEND)
    mail = Address(email="m@parliament.example", domain="parliament.example")
    action = ParliamentaryAction(
        kind=ActionKind.QUESTION, title="A", visibility=Visibility.PUBLIC, logged_at=NOW, country_iso2="CH"
    )
    digest = Digest(
        title="D", window_starts_at=NOW - timedelta(days=30), window_ends_at=NOW, public_token="t" * 32, created_at=NOW
    )
    session.add_all([member, mail, action, digest])
    session.flush()
    blocks = [Block(digest_id=digest.id, position=position, kind=kind) for position, kind in enumerate(BlockKind)]
    session.add_all(blocks)
    session.flush()
    session.add_all(
        [
            EmailAddress(member_id=member.id, address_id=mail.id),
            Mandate(member_id=member.id, chamber_id=chamber_id),
            Interaction(member_id=member.id, on=date(2026, 3, 1), text="I", noted_at=NOW),
            FollowUp(text="F", due_on=date(2026, 3, 1), member_id=member.id, owner_id=user_id, opened_at=NOW),
            Subscription(member_id=member.id, basis="B", since=NOW),
            StageChange(member_id=member.id, after=Stage.FRIEND, on=date(2026, 3, 1)),
            Tag(member_id=member.id, word=PAYLOAD),
            SavedView(name="V", filter={}, owner_id=user_id),
            ImportRun(file_name="I.csv", stored_name="x", by_user_id=user_id, created_at=NOW),
            Participation(action_id=action.id, member_id=member.id),
            Outcome(action_id=action.id, kind=OutcomeKind.ANSWER, noted_at=NOW),
            *(BlockItem(block_id=block.id, position=0, text="T", country_iso2="CH") for block in blocks),
        ]
    )


def _poison(session: sa.orm.Session) -> None:
    for table in Base.metadata.sorted_tables:
        words = [
            column.name
            for column in table.columns
            if type(column.type) in {sa.String, sa.Text}
            and not (column.primary_key or column.foreign_keys or column.unique)
            and column.name not in STRUCTURED
        ]
        if words:
            session.execute(table.update().values(dict.fromkeys(words, PAYLOAD)))


def test_markup_in_any_field_is_text_on_every_page(app: Flask, poisoned: FlaskClient) -> None:
    with app.app_context():
        pages = {address(rule) for rule, method, _access in routes(app) if method == "GET"}
    pages |= {"/countries/CH", "/treaties/ccm", f"/digests/{'t' * 32}/view"}
    shown = set()
    for page in sorted(pages):
        for query in ({}, {"q": PAYLOAD, "words": PAYLOAD, "sort": PAYLOAD, "next": PAYLOAD}):
            with poisoned.get(page, query_string=query) as answer:
                text = answer.get_data().decode(errors="replace")
                assert answer.status_code < 500, page
                if answer.mimetype != "text/html":
                    continue
            assert "<img src=x" not in text, page
            assert "<script>alert" not in text, page
            assert "&gt;49&lt;script" not in text, page
            if "&lt;img src=x" in text:
                shown.add(page)
    assert {"/members/", "/members/1", "/actions/1", "/countries/CH", "/audit/journal", "/digests/1"} <= shown

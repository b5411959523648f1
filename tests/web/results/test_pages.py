"""Digests over time, and the numbers on the report of one: each leads to its list."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.digests.services import sending
from crm.extensions import db
from crm.mail.models import Message, MessageState
from crm.members.services.consent import unsubscribe_topic
from crm.results.services import keep_numbers
from tests.support.readers import AT, BASE_URL, Network, set_network
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
MOST_STATEMENTS = 6
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """The network in the application's database, in a session of the test's own."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    session.commit()
    return network


def _sent(network: Network, title: str, *, kept: bool = True, failed: str = "") -> Digest:
    session = network.session
    made = network.digest(title)
    at = AT + timedelta(days=made.id)
    sending.send(session, OPERATOR, at, made.id, base_url=BASE_URL, recall=timedelta())
    of_digest = Message.subject_id == made.id
    session.execute(sa.update(Message).where(of_digest).values(state=MessageState.SENT, reason=None, ended_at=at))
    if failed:
        theirs = Message.recipient_id == network.people[failed].id
        said = {"state": MessageState.FAILED, "answer": "550 5.1.1 nobody", "answer_code": 550}
        session.execute(sa.update(Message).where(of_digest, theirs).values(said))
    made.state, made.sent_at = DigestState.SENT, at
    session.flush()
    if kept:
        keep_numbers(session, at, made)
    session.commit()
    return made


def test_each_number_of_a_report_leads_to_its_people(network: Network, sign_in: SignIn) -> None:
    digest = _sent(network, "One", failed="Ali Gurung")
    jane = network.people["Jane Wanjikũ"].id
    unsubscribe_topic(network.session, digest.sent_at + timedelta(hours=1), jane, how="by the link in a mail")  # type: ignore[operator]
    network.session.commit()
    browser = sign_in("staff")
    page = browser.get(f"/digests/{digest.id}/report").text
    assert "we do not look" in page
    for query, inside, outside in (
        ("state=failed", "Ali Gurung", "Jane"),
        ("came=unsubscribed", "Jane Wanjikũ", "Ali Gurung"),
        ("domain=parliament.example", "Ali Gurung", "Nobody here."),
    ):
        assert f'/digests/{digest.id}/report?{query}"' in page
        listed = browser.get(f"/digests/{digest.id}/report?{query}").text
        people = listed[listed.index("Person by person") :]
        assert inside in people
        assert outside not in people
    assert "Nobody here." in browser.get(f"/digests/{digest.id}/report?came=bounced").text
    assert "Nobody here." in browser.get(f"/digests/{digest.id}/report?domain=%00'%25").text
    assert browser.get(f"/digests/{digest.id}/report?came=opened").status_code == 400


def test_the_file_of_a_report_is_narrowed_as_the_page_is(network: Network, sign_in: SignIn) -> None:
    digest = _sent(network, "One", failed="Ali Gurung")
    answer = sign_in("coordinator").post(
        f"/digests/{digest.id}/report?format=csv&state=failed", data={"reason_for_file": "a question"}, buffered=True
    )
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Ali Gurung"]
    assert rows[1][4] == "Address does not exist"


def test_issues_stand_in_a_table_a_drawing_and_a_file(network: Network, sign_in: SignIn) -> None:
    first = _sent(network, "First <b>issue</b>", failed="Ali Gurung")
    _sent(network, "Second", kept=False)
    browser = sign_in("staff")
    page = browser.get("/reports/digests").text
    assert page.index("Second") < page.index("First &lt;b&gt;issue")
    assert f'/digests/{first.id}/report?state=failed">1</a>' in page
    assert "not counted yet" in page
    assert "we do not look" in page
    drawn = browser.get("/reports/digests/chart.svg")
    assert drawn.mimetype == "image/svg+xml"
    svg = ET.fromstring(drawn.get_data())  # noqa: S314 - our own drawing
    assert len([bar for bar in svg.iter(f"{SVG}rect") if bar.get("x", "").count(".")]) == 3
    answer = browser.get("/reports/digests?format=csv", buffered=True)
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["recipients"], row["sent"], row["failed"]) for row in rows] == [("3", "3", "0"), ("3", "2", "1")]
    assert not re.search("open|click", ",".join(rows[0]), re.IGNORECASE)


@pytest.mark.usefixtures("network")
def test_before_the_first_issue_the_page_says_what_to_do(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "No digest was sent yet." in browser.get("/reports/digests").text
    assert browser.get("/reports/digests/chart.svg").status_code == 200
    member = sign_in("member")
    assert member.get("/reports/digests").status_code == 403
    assert member.get("/reports/digests/chart.svg").status_code == 403


def test_the_page_asks_the_same_number_of_times_however_many_issues_there_are(
    app: Flask, network: Network, sign_in: SignIn
) -> None:
    _sent(network, "One")
    _sent(network, "Two", kept=False)
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine
    asked = []
    for _round in range(2):
        browser.get("/reports/digests")
        with counted(engine) as statements:
            browser.get("/reports/digests")
        asked.append(len(statements))
        for number in range(5):
            _sent(network, f"Issue {number}", kept=number % 2 == 0)
    assert asked[0] == asked[1] <= MOST_STATEMENTS

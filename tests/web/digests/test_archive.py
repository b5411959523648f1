"""The updates that were sent to whoever is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.accounts.rights import OPERATOR
from crm.digests.services import sending
from crm.mail.models import Message, MessageState
from tests.support.readers import AT, BASE_URL, Network

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def sent(network: Network) -> dict[str, int]:
    """A digest that went to three friends; gives each one's message by their name."""
    made = network.digest()
    sending.send(network.session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    network.session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=AT))
    network.session.commit()
    rows = network.session.execute(sa.select(Message.recipient_id, Message.id)).all()
    numbers = dict(rows)
    network.session.commit()
    return {name: numbers[member.id] for name, member in network.people.items()}


def test_a_member_reads_what_was_sent_to_them(network: Network, sent: dict[str, int], sign_in: SignIn) -> None:
    browser = sign_in("member", member_id=network.people["Jane Wanjikũ"].id)
    listed = browser.get("/updates/").get_data(as_text=True)
    assert "What moved in February" in listed
    number = sent["Jane Wanjikũ"]
    assert f"/updates/{number}.html" in browser.get(f"/updates/{number}").get_data(as_text=True)
    said = browser.get(f"/updates/{number}.html")
    assert "Dear Jane Wanjikũ" in said.get_data(as_text=True)
    assert "sandbox" in said.headers["Content-Security-Policy"]


def test_nobody_reads_what_was_sent_to_another(network: Network, sent: dict[str, int], sign_in: SignIn) -> None:
    browser = sign_in("member", member_id=network.people["Jane Wanjikũ"].id)
    other = sent["Ali Gurung"]
    assert browser.get(f"/updates/{other}").status_code == 404
    assert browser.get(f"/updates/{other}.html").status_code == 404
    assert f'/updates/{other}"' not in browser.get("/updates/").get_data(as_text=True)


@pytest.mark.usefixtures("network")
def test_whoever_got_none_yet_is_told_so(sign_in: SignIn) -> None:
    assert "No update was sent to you yet." in sign_in("staff").get("/updates/").get_data(as_text=True)


def test_what_still_waits_is_not_shown(network: Network, sent: dict[str, int], sign_in: SignIn) -> None:
    network.session.execute(sa.update(Message).values(state=MessageState.WAITING))
    network.session.commit()
    browser = sign_in("member", member_id=network.people["Jane Wanjikũ"].id)
    assert browser.get(f"/updates/{sent['Jane Wanjikũ']}").status_code == 404

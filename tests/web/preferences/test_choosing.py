"""Choosing what comes, by the link in the foot of a mail: topics, how often, a pause, the language, the address."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.mail.models import Address, AddressState, Message
from crm.members.models import EmailAddress, Subscription
from crm.preferences.models import AddressChange, Preference
from crm.preferences.services.addresses import CONFIRM_KIND, TOLD_KIND
from tests.support.readers import Network
from tests.web.preferences.conftest import TokenOf

JANE = "Jane Wanjikũ"
CHOSEN = {
    "do": "save",
    "topics": ["universalisation", "alerts"],
    "frequency": "monthly",
    "paused_until": "",
    "language": "en",
}
UNKNOWN = "0123456789abcdef0123456789abcdef"


def _topics(network: Network) -> dict[str, Subscription]:
    network.session.expire_all()
    rows = network.session.scalars(
        sa.select(Subscription).where(Subscription.member_id == network.people[JANE].id)
    ).all()
    network.session.commit()
    return {row.topic: row for row in rows}


def _soon(days: int = 30) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.mark.usefixtures("digest")
def test_topics_are_consent_with_date_and_wording(network: Network, strict: FlaskClient, token_of: TokenOf) -> None:
    token = token_of(JANE)
    page = strict.post(f"/unsubscribe/{token}", data=CHOSEN)
    assert page.status_code == 200
    assert "Your choice is kept" in page.text
    kept = _topics(network)
    assert {name for name, row in kept.items() if row.ended_at} == {"parliaments", "meetings", "library"}
    assert kept["digest"].ended_at is None
    assert (kept["meetings"].basis, kept["meetings"].ended_how) == ("asked for it", "by the link in a mail")
    strict.post(f"/unsubscribe/{token}", data=CHOSEN | {"topics": ["meetings"]})
    again = _topics(network)["meetings"]
    assert (again.ended_at, again.basis, again.wording) == (
        None,
        "by the link in a mail",
        "Meetings ahead, and who goes",
    )


@pytest.mark.usefixtures("digest")
def test_what_was_chosen_is_taken_back_with_one_press(network: Network, strict: FlaskClient, token_of: TokenOf) -> None:
    token, jane = token_of(JANE), network.people[JANE].id
    network.session.commit()
    page = strict.post(f"/unsubscribe/{token}", data=CHOSEN | {"paused_until": _soon()}).text
    undo = page[page.index('name="undone"') : page.index(">Undo<")]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', undo)
    typed = {"do": "save", **dict(fields), "topics": [value for name, value in fields if name == "topics"]}
    assert "It is as it was before." in strict.post(f"/unsubscribe/{token}", data=typed).text
    assert not any(row.ended_at for row in _topics(network).values())
    kept = network.session.get_one(Preference, jane)
    assert (kept.days, kept.paused_until) == (0, None)


@pytest.mark.usefixtures("digest")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"paused_until": "2020-01-01"}, "Choose a day from tomorrow on"),
        ({"paused_until": _soon(800)}, "Choose a day from tomorrow on"),
        ({"paused_until": "sometime"}, "be read as a date"),
        ({"frequency": "hourly"}, "invalid-feedback"),
        ({"language": "xx"}, "invalid-feedback"),
        ({"do": "address", "email": "nonsense"}, "This is not an address"),
        ({"do": "address", "email": ""}, "Give an address."),
    ],
)
def test_wrong_input_is_kept_explained_and_changes_nothing(
    network: Network, strict: FlaskClient, token_of: TokenOf, wrong: dict[str, str], words: str
) -> None:
    token = token_of(JANE)
    answer = strict.post(f"/unsubscribe/{token}", data=CHOSEN | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert set(_topics(network)) == {"digest"}
    assert network.session.scalar(sa.select(sa.func.count(AddressChange.id))) == 0


@pytest.mark.usefixtures("digest")
def test_the_language_of_mails_and_of_the_page_changes(
    network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    network.session.execute(sa.text('UPDATE organisation SET languages = \'["en", "fr"]\''))
    network.session.commit()
    page = strict.post(f"/unsubscribe/{token_of(JANE)}", data=CHOSEN | {"language": "fr"}).text
    assert '<html lang="fr"' in page
    network.session.expire_all()
    assert network.people[JANE].language == "fr"


@pytest.mark.usefixtures("network")
def test_an_unknown_link_gets_the_same_page_and_chooses_nothing(network: Network, strict: FlaskClient) -> None:
    assert strict.post(f"/unsubscribe/{UNKNOWN}", data=CHOSEN).status_code == 200
    assert strict.post(f"/unsubscribe/{UNKNOWN}", data={"do": "address", "email": "a@b.example"}).status_code == 200
    assert network.session.scalar(sa.select(sa.func.count(Preference.member_id))) == 0
    assert network.session.scalar(sa.select(sa.func.count(AddressChange.id))) == 0


def _link(app: Flask, network: Network) -> str:
    """The link as it was mailed to the new address."""
    message = network.session.scalars(sa.select(Message).where(Message.kind == CONFIRM_KIND)).all()[-1]
    batch = app.extensions["kinds"][CONFIRM_KIND].open(network.session, [message], datetime.now(UTC))
    assert batch.may_receive(message) is None
    said = batch.render(message)
    network.session.commit()
    text = said.text if isinstance(said.text, str) else said.text.decode()
    found = re.search(r"/mail-address/\S+", text)
    assert found is not None
    return found[0]


@pytest.mark.usefixtures("digest")
def test_a_new_address_is_in_force_once_its_link_is_used_and_the_old_one_is_told(
    app: Flask, network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    jane = network.people[JANE].id
    network.session.add(Address(email="new@home.example", domain="home.example", state=AddressState.HELD))
    network.session.commit()
    address = {"do": "address", "email": "New@Home.example"}
    assert "We mailed a link" in strict.post(f"/unsubscribe/{token_of(JANE)}", data=address).text
    mailed = dict(network.session.execute(sa.select(Message.kind, Message.email).where(Message.kind != "digest")).all())
    assert mailed == {CONFIRM_KIND: "new@home.example", TOLD_KIND: f"person{jane}@parliament.example"}
    link = _link(app, network)
    for _time in range(2):
        assert "n•••@h•••.example" in strict.get(link).text
    assert _addresses(network) == [(f"person{jane}@parliament.example", AddressState.OK)]
    for _time in range(2):
        assert "from now on" in strict.post(link).text
    assert _addresses(network) == [("new@home.example", AddressState.OK)]


@pytest.mark.usefixtures("digest")
def test_only_the_last_link_counts_and_there_are_three_an_hour(
    app: Flask, network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    token = token_of(JANE)
    first = {"do": "address", "email": "one@home.example"}
    strict.post(f"/unsubscribe/{token}", data=first)
    link = _link(app, network)
    codes = [strict.post(f"/unsubscribe/{token}", data=first).status_code for _time in range(3)]
    assert codes == [200, 200, 422]
    assert strict.get(link).status_code == 410
    assert strict.post(link).status_code == 410
    assert strict.get("/mail-address/nonsense").status_code == 410
    assert len(_addresses(network)) == 1


def _addresses(network: Network) -> list[tuple[str, AddressState]]:
    network.session.expire_all()
    rows = network.session.execute(
        sa.select(Address.email, Address.state)
        .join(EmailAddress, EmailAddress.address_id == Address.id)
        .where(EmailAddress.member_id == network.people[JANE].id)
    ).all()
    network.session.commit()
    return [(email, state) for email, state in rows]

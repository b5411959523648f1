"""Readers' pages are in the reader's language, wholly; the pages of whoever works with the network are English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation, User
from crm.accounts.rights import OPERATOR
from crm.countries.models import Country
from crm.digests.services import sending
from crm.languages import LANGUAGES, SOURCE, direction, speaking
from crm.mail.models import LinkToken
from tests.support.readers import AT, BASE_URL, Network, set_network

OTHERS = [language for language in LANGUAGES if language != SOURCE]
VISITORS = (
    "/", "/sign-in", "/sign-in/code", "/forgot", "/sign-in/link/x", "/invitation/x", "/reset/x", "/new-address/x",
    "/verify", "/verify?code=1234-5678", "/unsubscribe/x", "/mail-address/x", "/tell/x", "/take-action",
    "/take-action?country=KE", "/take-action?country=FR", "/join", "/no-such-page",
)  # fmt: skip
WRONG = {
    "/sign-in": {"email": "somebody@parliament.example", "password": "wrong"},
    "/sign-in/code": {"code": "123456"},
    "/forgot": {"email": "nonsense"},
    "/tell/x": {"kind": "question", "on": "nonsense", "title": "", "link": "x"},
    "/unsubscribe/x": {"do": "address", "email": "nonsense"},
}


class Missing(NullTranslations):
    """What stands behind a catalogue: it notes the texts that are not there."""

    def __init__(self) -> None:
        """Begin with nothing missing."""
        super().__init__()
        self.texts: list[str] = []

    def gettext(self, message: str) -> str:
        self.texts.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.texts.append(msgid1)
        return super().ngettext(msgid1, msgid2, n)


@pytest.fixture(params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def missing(language: str) -> Iterator[list[str]]:
    """The texts that were said and are not in the catalogue of the language."""
    catalogue, behind = speaking(language), Missing()
    catalogue._fallback = behind  # type: ignore[attr-defined]  # gettext can add one and not take it away
    yield behind.texts
    catalogue._fallback = None  # type: ignore[attr-defined]


@pytest.fixture
def network(session: Session) -> Network:
    """A network with its facts open to everybody, and an issue on its way."""
    session.expire_on_commit = False
    network = set_network(session)
    session.execute(sa.update(Organisation).values(public_pages=True, languages=list(LANGUAGES)))
    made = network.digest()
    sending.send(session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    session.commit()
    return network


def is_in(language: str, page: str) -> bool:
    return f'<html lang="{language}" dir="{direction(language)}">' in page


@pytest.mark.usefixtures("network", "sign_in")
def test_visitors_read_every_page_of_theirs_wholly_in_the_language_of_their_browser(
    client: FlaskClient, language: str, missing: list[str], sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in("coordinator")
    asked = {"Accept-Language": language}
    for address in VISITORS:
        answer = client.get(address, headers=asked)
        assert is_in(language, answer.text), address
        assert "Accept-Language" in answer.headers["Vary"], address
        assert missing == [], address
    for address, typed in WRONG.items():
        answer = client.post(address, data=typed, headers=asked)
        assert answer.status_code == 422
        assert is_in(language, answer.text), address
        assert missing == [], address


def test_a_member_reads_the_front_page_wholly_in_their_own_language(
    network: Network, language: str, missing: list[str], sign_in: Callable[..., FlaskClient]
) -> None:
    member = next(iter(network.people.values()))
    browser = sign_in("member", member.id)
    network.session.execute(sa.update(User).values(language=language))
    network.session.commit()
    assert is_in(language, browser.get("/", headers={"Accept-Language": "en"}).text)
    assert missing == []


@pytest.mark.parametrize("place", ["unsubscribe", "tell"])
def test_a_link_in_a_mail_opens_in_the_language_of_whom_it_was_sent_to(
    network: Network, client: FlaskClient, language: str, missing: list[str], place: str
) -> None:
    member = next(iter(network.people.values()))
    member.language = language
    wanted = sa.select(LinkToken.token).where(LinkToken.member_id == member.id, LinkToken.purpose == place)
    token = network.session.scalar(wanted)
    network.session.commit()
    assert is_in(language, client.get(f"/{place}/{token}", headers={"Accept-Language": "en"}).text)
    soon = str(datetime.now(UTC).date() + timedelta(days=9))
    acts: dict[str, list[dict[str, str]]] = {
        "unsubscribe": [
            *({"do": act} for act in ("less", "undo", "topic", "all")),
            {
                "do": "save",
                "frequency": "weekly",
                "paused_until": soon,
                "language": language,
            },
            {"do": "save", "frequency": "weekly", "paused_until": "2020-03-02", "language": language},
            *({"do": "address", "email": "new@home.example"},) * 4,
        ],
        "tell": [{"kind": "question", "title": "I asked", "on": ""}] * 6,
    }
    for typed in acts[place]:
        assert is_in(language, client.post(f"/{place}/{token}", data=typed).text)
    assert missing == []


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_whoever_works_with_the_network_reads_english_everywhere(
    network: Network, language: str, role: str, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in(role)
    network.session.execute(sa.update(User).values(language=language))
    network.session.commit()
    for address in ("/", "/account", "/take-action?country=KE", "/countries/KE"):
        assert is_in(SOURCE, browser.get(address, headers={"Accept-Language": language}).text), address


@pytest.mark.usefixtures("network")
def test_a_page_that_is_not_said_in_all_languages_is_english(app: Flask, language: str) -> None:
    answer = app.test_client().get("/countries/KE", headers={"Accept-Language": language})
    assert is_in(SOURCE, answer.text)


@pytest.mark.usefixtures("network")
def test_names_of_countries_stand_in_the_language_of_the_page(client: FlaskClient, session: Session) -> None:
    page = client.get("/take-action?country=KE", headers={"Accept-Language": "ru"}).text
    assert session.get(Country, "KE") is not None
    assert "Кения" in page
    assert "Kenya" not in page

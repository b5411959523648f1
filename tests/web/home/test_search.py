"""The search over people, countries and actions, as far as whoever asks may see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.extensions import db
from tests.support.statements import counted

MOST_STATEMENTS = 10
"""Three lists, the sign-in, two for the limit on searches, and once a minute the names of States."""


MORE_FOR_NEAR = 8
"""Words near to those typed in names and actions, the names of countries, and the lists again."""


def _search(browser: FlaskClient, text: str) -> str:
    answer = browser.get("/search", query_string={"q": text})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.usefixtures("friends")
def test_it_finds_people_countries_and_actions_whatever_the_accents(sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("staff")
    assert "Kofi Riverbend" in _search(browser, "rivérBEND")
    assert "Côte d&#39;Ivoire" in _search(browser, "cote d'iv")
    assert "Asked when the Convention" in _search(browser, "convention before")


def test_a_member_finds_no_other_people_and_nothing_private(
    friends: dict[str, int], sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("member", member_id=friends["Wanjiru Oakmarsh"])
    assert "Kofi Riverbend" not in _search(browser, "riverbend")
    assert "Asked when the Convention" in _search(browser, "convention before")
    assert "Wanjiru Oakmarsh" in _search(browser, "oakmarsh")


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "%", "_", "\\", '"', "*", "(", "AND NEAR", "\x00", "x" * 10_000, "@", "-"]
)
@pytest.mark.usefixtures("friends")
def test_odd_texts_mean_what_they_say_and_find_nothing(text: str, sign_in: Callable[..., FlaskClient]) -> None:
    assert "Riverbend" not in _search(sign_in("staff"), text)


@pytest.mark.usefixtures("friends")
@pytest.mark.parametrize("text", ["kofi rivrebend", "riverbnd", "riverbende", "reverbend"])
def test_one_letter_wrong_still_finds_and_the_page_says_so(text: str, sign_in: Callable[..., FlaskClient]) -> None:
    page = _search(sign_in("staff"), text)
    assert "Kofi Riverbend" in page
    assert "Near to them, but for a letter" in page


@pytest.mark.usefixtures("friends")
def test_one_letter_wrong_finds_countries_and_actions_too(sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("staff")
    assert "Kenya" in _search(browser, "Keyna")
    assert "Asked when the Convention" in _search(browser, "convenion")


@pytest.mark.usefixtures("friends")
def test_what_is_found_as_spelt_is_not_mixed_with_what_is_near(sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("staff")
    assert "Near to them" not in _search(browser, "riverbend")
    assert "Riverbend" not in _search(browser, "rivxrbxnd")


def test_a_member_finds_nobody_near_but_themselves(
    friends: dict[str, int], sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("member", member_id=friends["Wanjiru Oakmarsh"])
    assert "Kofi Riverbend" not in _search(browser, "rivrebend")
    assert "Wanjiru Oakmarsh" in _search(browser, "oakmrash")


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/search?q=riverbend").status_code == 302


@pytest.mark.usefixtures("friends")
def test_it_asks_the_database_a_constant_number_of_times(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("coordinator")
    with app.app_context():
        engine = db.engine
    with counted(engine) as sent:
        _search(browser, "convention")
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
    with counted(engine) as sent:
        _search(browser, "convenion")
    assert len(sent) <= MOST_STATEMENTS + MORE_FOR_NEAR, "\n".join(sent)

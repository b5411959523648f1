"""The map and the curve as drawings of their own."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.extensions import db
from crm.treaties.views.drawings import _map
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(browser: FlaskClient, address: str) -> ET.Element:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    return ET.fromstring(answer.get_data())  # noqa: S314 - our own drawing


def test_the_map_says_of_every_state_where_it_stood_on_the_day(sign_in: SignIn) -> None:
    world = drawn(sign_in("staff"), "/treaties/ccm/map.svg?on=2025-03-05")
    said = {link.get("href"): link.findtext(f"{SVG}title") for link in world.iter(f"{SVG}a")}
    assert len(said) == 197
    assert said["/countries/LT"] == "Lithuania: State Party"
    assert said["/countries/KE"] == "Kenya: Signatory"
    later = drawn(sign_in("staff"), "/treaties/ccm/map.svg?on=2025-03-06")
    assert "Lithuania: Withdrew" in [title.text for title in later.iter(f"{SVG}title")]


def test_the_map_has_a_title_the_counts_and_a_note_about_boundaries(sign_in: SignIn) -> None:
    world = drawn(sign_in("staff"), "/treaties/ccm/map.svg?on=2010-08-01")
    assert world.findtext(f"{SVG}title") == "Where States stand: Convention on Cluster Munitions, 1 August 2010"
    assert "States Parties: 38; Signatories (have not ratified): 70" in str(world.findtext(f"{SVG}desc"))
    assert any("Boundaries and names imply no opinion" in str(text.text) for text in world.iter(f"{SVG}text"))


def test_a_day_after_the_last_look_shows_the_day_that_is_known(sign_in: SignIn) -> None:
    world = drawn(sign_in("staff"), "/treaties/ccm/map.svg?on=2026-09-01")
    assert str(world.findtext(f"{SVG}title")).endswith("8 September 2025")


def test_the_curve_ends_with_the_numbers_of_the_day(sign_in: SignIn) -> None:
    curve = drawn(sign_in("staff"), "/treaties/ccm/curve.svg?on=2010-08-01")
    said = [text.text for text in curve.iter(f"{SVG}text")]
    assert "States Parties: 38" in said
    assert "ever signed: 108" in said


def test_before_the_first_act_there_is_no_curve(sign_in: SignIn) -> None:
    assert sign_in("staff").get("/treaties/ccm/curve.svg?on=2008-12-02").status_code == 404


@pytest.mark.parametrize("name", ["map", "curve"])
def test_a_drawing_is_also_to_be_had_as_pixels(sign_in: SignIn, name: str) -> None:
    answer = sign_in("staff").get(f"/treaties/ccm/{name}.png?download=1&on=2010-08-01")
    assert answer.mimetype == "image/png"
    assert answer.get_data().startswith(b"\x89PNG")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ccm-{name}-2010-08-01.png"'


def test_a_drawing_opened_by_itself_may_use_its_own_style_only(sign_in: SignIn) -> None:
    answer = sign_in("staff").get("/treaties/ccm/map.svg")
    style = re.search(r"<style>(.*)</style>", answer.get_data(as_text=True), re.DOTALL)
    assert style
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in answer.headers["Content-Security-Policy"]


def test_a_drawing_asks_the_database_a_few_times(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine
    with counted(engine) as statements:
        browser.get("/treaties/ccm/map.svg")
    assert len(statements) <= 6


def test_a_drawing_that_did_not_change_is_drawn_once(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    browser.get("/treaties/ccm/map.svg?on=2012-02-03")
    drawn_before = _map.cache_info().misses
    browser.get("/treaties/ccm/map.svg?on=2012-02-03")
    assert _map.cache_info().misses == drawn_before


def test_what_is_no_drawing_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("staff").get("/treaties/ccm/map.pdf").status_code == 404

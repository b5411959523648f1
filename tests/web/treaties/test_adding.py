"""Adding a treaty in the browser, and looking without finding anything new."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.depositary import File

SignIn = Callable[..., FlaskClient]
TREATY = {
    "key": "att",
    "name": "Arms Trade Treaty",
    "short_name": "Arms Trade Treaty",
    "mtdsg_no": "XXVI-8",
    "adopted_on": "2013-04-02",
    "opened_on": "2013-06-03",
    "signature_closes_on": "2014-12-24",
    "triggered_on": "2014-09-25",
    "in_force_on": "2014-12-24",
    "entry_into_force_rule": "ninety_days",
    "withdrawal_rule": "ninety_days",
    "source": "https://treaties.un.example/att",
}


def fill(browser: FlaskClient, key: str, content: bytes) -> str:
    """Bring a treaty's first file and confirm all of it; gives the treaty's page."""
    plan = browser.post(f"/treaties/{key}/file", data={"file": (io.BytesIO(content), "a.xml")}).location
    lines = re.findall(r'name="line" value="([^"]+)"', browser.get(plan).text)
    confirmed = {"fetched_on": datetime.now(UTC).date().isoformat(), "source": "UNTC", "line": lines}
    assert browser.post(plan, data=confirmed).status_code == 302
    return browser.get(f"/treaties/{key}").text


def test_the_rules_that_come_with_the_product_fill_the_form(sign_in: SignIn) -> None:
    page = sign_in("staff").get("/treaties/new?from=att").text
    assert 'value="XXVI-8"' in page
    assert 'value="2014-09-25"' in page


def test_a_treaty_is_added_and_filled_from_the_depositarys_file(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert browser.post("/treaties/new", data=TREATY).location == "/treaties/att/file"
    file = File("XXVI-8").act("Norway", "signature", date(2013, 6, 3)).act("Norway", "ratification", date(2014, 2, 12))
    file.act("Kenya", "accession", date(2020, 1, 1))
    plan = browser.post("/treaties/att/file", data={"file": (io.BytesIO(file.bytes()), "a.xml")}).location
    lines = re.findall(r'name="line" value="([^"]+)"', browser.get(plan).text)
    assert len(lines) == 3
    confirmed = {"fetched_on": datetime.now(UTC).date().isoformat(), "source": "UNTC", "line": lines}
    assert browser.post(plan, data=confirmed).status_code == 302
    page = browser.get("/treaties/att").text
    assert "2 States Parties" in page
    assert "2020-03-31" in page


@pytest.mark.shared
def test_the_arms_trade_treaty_is_filled_from_the_depositarys_own_file(sign_in: SignIn, shared_data: Path) -> None:
    content = (shared_data / "treaties" / "untc_samples" / "XXVI-8.en.xml").read_bytes()
    browser = sign_in("coordinator")
    browser.post("/treaties/new", data=TREATY)
    page = fill(browser, "att", content)
    assert ": 94 States Parties, " in page
    assert "130 ever signed and 94 ever deposited" in page


KYOTO = {
    "key": "kyoto",
    "name": "Kyoto Protocol to the United Nations Framework Convention on Climate Change",
    "short_name": "Kyoto Protocol",
    "mtdsg_no": "XXVII-7-a",
    "adopted_on": "1997-12-11",
    "opened_on": "1998-03-16",
    "signature_closes_on": "1999-03-15",
    "triggered_on": "2004-11-18",
    "in_force_on": "2005-02-16",
    "entry_into_force_rule": "ninety_days",
    "withdrawal_rule": "twelve_months",
    "source": "https://treaties.un.example/kyoto",
}


@pytest.mark.shared
def test_any_treaty_of_the_collection_is_filled_from_its_file_and_who_withdrew_is_a_question(
    sign_in: SignIn, shared_data: Path
) -> None:
    content = (shared_data / "treaties" / "untc_samples" / "XXVII-7-a.en.xml").read_bytes()
    browser = sign_in("coordinator")
    browser.post("/treaties/new", data=KYOTO)
    page = fill(browser, "kyoto", content)
    # 191 States, and Canada until its withdrawal is recorded; the depositary counts the European Union instead.
    assert ": 192 States Parties, " in page
    again = browser.post("/treaties/kyoto/file", data={"file": (io.BytesIO(content), "a.xml")}).location
    questions = browser.get(again).text
    assert "In brackets: has withdrawn." in questions
    assert "/treaties/kyoto/actions/new?country=CA&amp;kind=withdrawal_effective" in questions
    assert 'name="line"' not in questions


def test_the_treaty_on_nuclear_weapons_is_added_by_its_rules_and_stays_open_for_signature(sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    form = browser.get("/treaties/new?from=tpnw").text
    fields = {name: value for name, value in re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form) if name in TREATY}
    assert fields["mtdsg_no"] == "XXVI-9"
    assert fields["signature_closes_on"] == ""
    chosen = {"entry_into_force_rule": "ninety_days", "withdrawal_rule": "twelve_months"}
    for name, value in chosen.items():
        assert f'selected value="{value}"' in form[form.index(f'name="{name}"') :].partition("</select>")[0]
    assert browser.post("/treaties/new", data=fields | chosen).location == "/treaties/tpnw/file"
    file = File("XXVI-9").act("Kenya", "accession", date(2020, 10, 25)).act("Austria", "ratification", date(2018, 5, 8))
    page = fill(browser, "tpnw", file.act("Norway", "signature", date(2024, 1, 2)).bytes())
    assert "2 States Parties, 1 signatory" in page
    assert "2021-01-23" in page
    assert "2021-01-22" in page
    assert ">Sign<" in page
    assert ">Accede<" not in page


def test_a_key_that_is_taken_and_a_number_that_is_none_are_refused_beside_their_fields(sign_in: SignIn) -> None:
    answer = sign_in("staff").post("/treaties/new", data=TREATY | {"key": "ccm"})
    assert answer.status_code == 422
    assert "A treaty of this key is held already." in answer.text
    answer = sign_in("staff").post("/treaties/new", data=TREATY | {"key": "positions"})
    assert answer.status_code == 422
    assert "This word is an address already" in answer.text
    answer = sign_in("staff").post("/treaties/new", data=TREATY | {"mtdsg_no": "26/8"})
    assert answer.status_code == 422
    assert "As in XXVI-8." in answer.text
    assert 'value="Arms Trade Treaty"' in answer.text


def test_looking_without_finding_anything_new_is_one_click_with_day_and_link(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = browser.get("/treaties/ccm").text
    form = page[page.index('action="/treaties/ccm/look"') :].partition("</form>")[0]
    fields = dict(re.findall(r'name="(on|source)" value="([^"]*)"', form))
    assert (
        browser.post("/treaties/ccm/look", data=fields | {"source": fields["source"].replace("&amp;", "&")}).status_code
        == 302
    )
    assert "mtdsg_no=XXVI-6" in browser.get("/treaties/ccm").text


def test_the_rules_stand_on_the_treatys_page_and_are_corrected_with_all_that_follows(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    browser.post("/treaties/new", data=TREATY)
    file = File("XXVI-8").act("Kenya", "accession", date(2020, 1, 1))
    assert "2020-03-31" in fill(browser, "att", file.bytes())
    assert "90 days after deposit" in sign_in("member").get("/treaties/att").text
    browser = sign_in("staff")
    typed = {name: value for name, value in TREATY.items() if name != "key"} | {"entry_into_force_rule": "sixth_month"}
    page = browser.post("/treaties/att/rules", data=typed, follow_redirects=True).text
    assert "The rules are corrected." in page
    assert "2020-07-01" in page
    assert "on the first day of the sixth month" in page


def test_of_a_treaty_nobody_has_looked_up_nothing_is_said(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    browser.post("/treaties/new", data=TREATY)
    page = browser.get("/treaties/att").text
    assert "Nobody has looked up its facts yet" in page
    assert "States Parties" not in page
    assert "nothing new" not in page
    looked = {"on": datetime.now(UTC).date().isoformat(), "source": "https://treaties.un.example/att"}
    refused = browser.post("/treaties/att/look", data=looked)
    assert refused.status_code == 422
    assert "Nothing is held of this treaty yet" in refused.text
    assert "Arms Trade Treaty" not in browser.get("/countries/KE").text
    assert browser.get("/treaties/").text.count("Non-signatories (have") == 2
    fill(browser, "att", File("XXVI-8").act("Norway", "signature", date(2013, 6, 3)).bytes())
    assert "Norway signed on 3 June 2013" in browser.get("/countries/NO").text
    assert "1 signatory" in browser.get("/treaties/att").text


def test_days_in_the_wrong_order_are_said_beside_their_fields(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    for late, early in (("opened_on", "2013-04-01"), ("triggered_on", "2013-06-02"), ("in_force_on", "2014-09-24")):
        answer = browser.post("/treaties/new", data=TREATY | {late: early})
        assert answer.status_code == 422
        assert "This is before the day of" in answer.text
    assert browser.post("/treaties/ccm/rules", data={"name": ""}).status_code == 422
    assert sign_in("member").get("/treaties/ccm/rules").status_code == 403

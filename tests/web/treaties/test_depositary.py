"""Bringing the depositary's file: in the browser, and by the command."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient

from crm.audit.models import ChangeSet
from crm.extensions import db
from crm.followups.models import FollowUp
from crm.treaties.cli import treaty
from crm.treaties.models import Treaty, TreatyAction
from tests.support.depositary import File, from_shipped
from tests.support.storing import stored

SignIn = Callable[..., FlaskClient]
SAMPLES = {"XXVI-6.en.xml": "ccm", "XXVI-5.en.xml": "apmbc", "XXVI-8.en.xml": "att"}

pytestmark = pytest.mark.usefixtures("in_june")


@pytest.fixture
def in_june() -> object:
    """A day on which the facts are old."""
    with time_machine.travel("2026-06-01T09:00:00Z", tick=False) as traveller:
        yield traveller


def newer() -> File:
    """Today's file: what is shipped, and one accession since."""
    return from_shipped().act("Tonga", "accession", date(2026, 5, 4))


def upload(browser: FlaskClient, content: bytes, name: str = "XXVI-6.en.xml") -> str:
    """Bring a file; gives the address of its plan."""
    answer = browser.post("/treaties/ccm/file", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 302, answer.text
    return answer.location


def confirmed(browser: FlaskClient, address: str, **fields: object) -> str:
    """Confirm lines of a plan; gives the page that follows."""
    data = {"fetched_on": "2026-06-01", "source": "UN Treaty Collection, XXVI-6"} | fields
    answer = browser.post(address, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def actions(app: Flask) -> int:
    return int(stored(app, sa.select(sa.func.count()).select_from(TreatyAction))[0])


def known_until(app: Flask) -> date:
    [day] = stored(app, sa.select(Treaty.known_until).where(Treaty.key == "ccm"))
    return day  # type: ignore[no-any-return]


def test_a_new_act_is_recorded_with_its_source_and_the_facts_are_known_until_that_day(
    app: Flask, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    plan = upload(browser, newer().bytes())
    assert "Tonga: Accession, 4 May 2026" in browser.get(plan).text.replace("\n", " ")
    page = confirmed(browser, plan, line="TO:accession:2026-05-04")
    assert "Congratulate and thank" in page
    [recorded] = stored(app, sa.select(TreatyAction).where(TreatyAction.iso2 == "TO", TreatyAction.treaty_key == "ccm"))
    assert (recorded.on, recorded.source) == (date(2026, 5, 4), "UN Treaty Collection, XXVI-6")
    assert recorded.entered_by is not None
    assert known_until(app) == date(2026, 6, 1)
    assert "113 States Parties" in browser.get("/treaties/ccm").text


def test_a_file_that_says_what_is_held_is_a_look_without_news(app: Flask, sign_in: SignIn) -> None:
    browser, before = sign_in("staff"), actions(app)
    plan = upload(browser, from_shipped().bytes())
    assert "Nothing new: the file says what is held." in browser.get(plan).text
    confirmed(browser, plan)
    assert (actions(app), known_until(app)) == (before, date(2026, 6, 1))


def test_the_french_file_says_what_is_held_too(app: Flask, sign_in: SignIn) -> None:
    browser, before = sign_in("staff"), actions(app)
    address = upload(browser, from_shipped(language="fr").bytes(), "XXVI-6.fr.xml")
    assert "Nothing new: the file says what is held." in browser.get(address).text
    assert "known until 1 June 2026" in confirmed(browser, address)
    assert actions(app) == before


def test_a_line_that_is_not_ticked_is_not_recorded_and_the_facts_are_known_no_longer(
    app: Flask, sign_in: SignIn
) -> None:
    browser, before = sign_in("staff"), actions(app)
    page = confirmed(browser, upload(browser, newer().bytes()))
    assert "stays as it was" in page
    assert (actions(app), known_until(app)) == (before, date(2025, 9, 8))


def test_a_correction_changes_the_act_that_is_held_and_can_be_undone(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    content = from_shipped().bytes()
    row = content.index(b"Vanuatu")
    place = content.index(b"5 Sep 2025 a", row)
    plan = upload(browser, content[:place] + b"4" + content[place + 1 :])
    assert "held: Accession, 5 September 2025" in browser.get(plan).text
    confirmed(browser, plan, line="VU:accession:2025-09-04")
    days = sa.select(TreatyAction.on).where(TreatyAction.iso2 == "VU", TreatyAction.treaty_key == "ccm")
    assert stored(app, days) == [date(2025, 9, 4)]
    [act] = stored(app, sa.select(ChangeSet.id).order_by(ChangeSet.id.desc()).limit(1))
    assert browser.post(f"/audit/{act}/undo").status_code == 302
    assert stored(app, days) == [date(2025, 9, 5)]
    assert known_until(app) == date(2025, 9, 8)


def test_a_question_is_left_open_until_somebody_says_they_looked(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    file = from_shipped()
    del file.rows["Zambia"]
    plan = upload(browser, file.bytes())
    assert "Held, but not in the file:" in browser.get(plan).text
    confirmed(browser, plan)
    assert known_until(app) == date(2025, 9, 8)
    confirmed(browser, upload(browser, file.bytes()), settled="1")
    assert known_until(app) == date(2026, 6, 1)


def test_brackets_of_a_state_lead_to_recording_its_withdrawal(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    file = from_shipped()
    del file.rows["Zambia"]
    file.act("Zambia", "signature", date(2008, 12, 3), withdrawn=True)
    file.act("Zambia", "ratification", date(2009, 8, 12), withdrawn=True)
    plan = browser.get(upload(browser, file.bytes())).text
    address = "/treaties/ccm/actions/new?country=ZM&amp;kind=withdrawal_effective"
    assert address in plan
    form = browser.get(address.replace("&amp;", "&")).text
    assert re.search(r'<option selected value="(ZM|withdrawal_effective)"', form)
    assert len(re.findall(r'<option selected value="(?:ZM|withdrawal_effective)"', form)) == 2


def test_a_name_is_explained_and_the_file_is_looked_through_again(sign_in: SignIn) -> None:
    browser = sign_in("staff")
    file = from_shipped().act("Tongatapu", "accession", date(2026, 5, 4))
    plan = upload(browser, file.bytes())
    page = browser.get(plan).text
    assert "Tongatapu" in page
    assert "Look again with these names" in page
    again = browser.post(plan, data={"look_again": "1", "name": "Tongatapu", "state": "TO"}, follow_redirects=True).text
    assert "TO:accession:2026-05-04" in again


def test_a_file_of_another_treaty_or_one_that_is_broken_is_refused_beside_the_field(
    app: Flask, sign_in: SignIn
) -> None:
    browser, before = sign_in("staff"), actions(app)
    foreign = from_shipped("apmbc", "XXVI-5").bytes()
    shrunken = newer().bytes().replace(b"<Row><Entry>Zambia", b"<Row><Entry></Entry></Row><Row><Entry>Zambia")
    long_ago = from_shipped().act("Tonga", "accession", date(1908, 5, 4)).bytes()
    to_come = from_shipped().act("Tonga", "accession", date(2026, 7, 1)).bytes()
    outage = b"<html>This site is under urgent maintenance and is currently unavailable</html>"
    for content, words in (
        (foreign, "another treaty, XXVI-5"),
        (outage, "no XML file. When its site is down"),
        (b"", "no XML file"),
        (shrunken, "can&#39;t be read in its table"),
        (long_ago, "A day in its table can&#39;t be true: Tonga, 1908-05-04."),
        (to_come, "A day in its table can&#39;t be true: Tonga, 2026-07-01."),
    ):
        answer = browser.post("/treaties/ccm/file", data={"file": (io.BytesIO(content), "x.xml")})
        assert answer.status_code == 422
        assert words in answer.text
    assert actions(app) == before


def test_a_state_that_joined_is_congratulated_and_helpers_are_thanked(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    page = confirmed(browser, upload(browser, newer().bytes()), line="TO:accession:2026-05-04")
    assert "For the digest: <q>Tonga acceded on 4 May 2026.</q>" in page
    assert "Begin a digest with it" in page
    found = re.search(r"/treaties/actions/\d+/thanks", page)
    assert found
    for _once_and_again in range(2):
        assert browser.post(found[0]).status_code == 302
    promised = stored(app, sa.select(FollowUp.text).where(FollowUp.country_iso2 == "TO"))
    assert [text.split()[0] for text in promised] == ["Congratulate", "Thank"]
    assert "congratulation and thanks are on the list" in browser.get(found[0].replace("thanks", "next")).text


def test_a_plan_is_made_anew_when_it_is_confirmed(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    first, second = upload(browser, newer().bytes()), upload(browser, newer().bytes())
    confirmed(browser, first, line="TO:accession:2026-05-04")
    confirmed(browser, second, line="TO:accession:2026-05-04")
    chosen = sa.select(TreatyAction.id).where(TreatyAction.iso2 == "TO", TreatyAction.treaty_key == "ccm")
    assert len(stored(app, chosen)) == 1


def run(app: Flask, path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(treaty, ["import", str(path), *arguments], obj=ScriptInfo(create_app=lambda: app))


def test_the_command_records_what_is_new(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "XXVI-6.en.xml"
    path.write_bytes(newer().bytes())
    before = actions(app)
    tried = run(app, path, "--treaty", "ccm", "--dry-run")
    assert (tried.exit_code, actions(app)) == (0, before)
    done = run(app, path, "--treaty", "ccm", "--yes")
    assert done.exit_code == 0, done.output
    assert "Recorded 1 treaty actions; facts known until 1 June 2026." in done.output
    assert actions(app) == before + 1
    assert "Recorded 0 treaty actions" in run(app, path, "--treaty", "ccm", "--yes").output


def test_the_command_changes_nothing_when_a_byte_is_cut_in_the_table(app: Flask, tmp_path: Path) -> None:
    content = from_shipped().bytes()
    start, end = content.index(b"<Tbody>"), content.index(b"</Tbody>")
    before = actions(app), known_until(app)
    path = tmp_path / "cut.xml"
    for place in range(start, end, (end - start) // 40):
        path.write_bytes(content[:place] + content[place + 1 :])
        cut = run(app, path, "--treaty", "ccm", "--yes")
        assert cut.exit_code in {1, 2} or "Recorded 0" in cut.output
        assert actions(app) == before[0]


def test_an_old_copy_is_not_taken_for_todays_file_and_one_older_than_what_is_held_has_nothing_to_confirm(
    app: Flask, sign_in: SignIn
) -> None:
    browser, old = sign_in("staff"), from_shipped(until=date(2017, 12, 31)).bytes()
    page = browser.get(upload(browser, old)).text
    assert "This file is older than what is held" in page
    assert "There is nothing to record." in page
    assert "Fetched on" not in page
    with app.app_context():
        db.session.execute(sa.delete(TreatyAction).where(TreatyAction.treaty_key == "ccm"))
        db.session.commit()
    page = browser.get(upload(browser, old)).text
    assert "this may be an old copy" in page
    assert 'value="2017-07-10"' in page


@pytest.mark.shared
@pytest.mark.parametrize(("name", "key"), SAMPLES.items())
def test_the_depositarys_own_files_take_nothing_away(app: Flask, shared_data: Path, name: str, key: str) -> None:
    before = actions(app)
    done = run(app, shared_data / "treaties" / "untc_samples" / name, "--treaty", key, "--yes")
    assert done.exit_code == 0, done.output
    if key == "att":
        assert actions(app) == before + 246
        [known] = stored(app, sa.select(Treaty.known_until).where(Treaty.key == "att"))
        assert "say with --fetched when it was fetched" in done.output
        # Nobody said when it was fetched, and its latest act is years old.
        assert known == date(2017, 12, 29)
    else:
        assert "older than what is held" in done.output
        assert (actions(app), known_until(app)) == (before, date(2025, 9, 8))

"""The go-live checklist on its page: until it is done, digests go to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.services.organisation import OrganisationDraft, edit_organisation
from crm.config import SettingsError, read_settings
from crm.extensions import db
from crm.readiness import views
from crm.readiness.models import Proof, ProofKind
from crm.readiness.queries import obstacles
from tests.support.accounts import mails
from tests.support.storing import stored, writing

SignIn = Callable[..., FlaskClient]
PAGE = "/settings/going-live/"
RECORDS = {
    "coalition.org": ["v=spf1 mx -all"],
    "s1._domainkey.coalition.org": ["v=DKIM1; k=rsa; p=MIGf"],
    "_dmarc.coalition.org": ["v=DMARC1; p=none"],
}


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """An instance with a mail server and a sender of its own."""
    settings = app.config["SETTINGS"]
    live = replace(settings, mail_server="127.0.0.1", mail_from="friends@coalition.org", base_url="https://f.example")
    app.config["SETTINGS"] = live
    return app


def missing(app: Flask) -> Sequence[str]:
    with app.app_context():
        return obstacles(db.session(), app.config["SETTINGS"])


def answers(records: dict[str, list[str]]) -> Callable[[str, str], Sequence[str]]:
    return lambda name, kind: records.get(name, []) if kind == "TXT" else []


def test_mail_goes_nowhere_until_every_point_is_done(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in("coordinator")
    assert len(missing(app)) == 7
    assert "7 points are open." in browser.get(PAGE).text
    with writing(app) as session:
        edit_organisation(session, OrganisationDraft("Coalition", "", "1 Street", "", "r@coalition.org", ["en"], "UTC"))
    monkeypatch.setattr(views, "look_up", answers(RECORDS))  # the name system is the outermost edge
    assert browser.post(f"{PAGE}records", data={"selector": "s1"}).status_code == 302
    assert len(missing(app)) == 1
    assert browser.post(f"{PAGE}test").status_code == 302
    assert len(missing(app)) == 1
    code = re.search(r"^(\d{6})$", mails(app)[-1].text, re.MULTILINE)
    assert code is not None
    wrong = browser.post(f"{PAGE}code", data={"code": "000000" if code[1] != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "This is not the code of the last test." in wrong.text
    assert browser.post(f"{PAGE}code", data={"code": f"{code[1][:3]} {code[1][3:]}"}).status_code == 302
    assert missing(app) == []
    assert "Everything is done" in browser.get(PAGE).text


def test_records_that_are_not_there_stay_open_and_are_named(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in("coordinator")
    some = {"coalition.org": ["v=spf1 a -all", "v=spf1 mx -all"], "s1._domainkey.coalition.org": ["v=DKIM1; k=rsa"]}
    monkeypatch.setattr(views, "look_up", answers(some))
    answer = browser.post(f"{PAGE}records", data={"selector": "s1"}, follow_redirects=True)
    assert "Not there yet: An SPF record" in answer.text
    assert stored(app, sa.select(Proof)) == []
    assert browser.post(f"{PAGE}records", data={"selector": "s1; x"}).status_code == 422

    def silence(_name: str, _kind: str) -> Sequence[str]:
        raise OSError

    monkeypatch.setattr(views, "look_up", silence)
    assert "The name system does not answer." in browser.post(f"{PAGE}records", data={"selector": "s1"}).text


def test_a_point_is_waved_through_with_a_reason_and_taken_back_by_undo(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    assert browser.post(f"{PAGE}dkim/wave", data={"reason": ""}).status_code == 422
    assert browser.post(f"{PAGE}base_url/wave", data={"reason": "no"}).status_code == 404
    page = browser.post(f"{PAGE}dkim/wave", data={"reason": "the relay <signs>"}, follow_redirects=True).text
    assert "waved through" in page
    assert "the relay &lt;signs&gt;" in page
    assert stored(app, sa.select(Proof.kind)) == [ProofKind.WAVED]
    undo = re.search(r'action="(/audit/\d+/undo|[^"]*undo[^"]*)"', page)
    assert undo is not None
    assert browser.post(undo[1]).status_code == 302
    assert stored(app, sa.select(Proof)) == []


def test_only_coordinators_see_to_it(sign_in: SignIn) -> None:
    assert sign_in("staff").get(PAGE).status_code == 403
    assert sign_in("staff").get("/settings/health").status_code == 403


def test_the_page_of_health_names_what_is_not_well(sign_in: SignIn) -> None:
    page = sign_in("coordinator").get("/settings/health").text
    assert "Mail goes to the team only: 7 points of the checklist are open." in page
    assert "No job was ever run." in page


def test_a_provider_sets_the_pace_unless_it_is_set() -> None:
    given = {"CRM_MAIL_PROVIDER": "microsoft365"}
    assert (read_settings(given).mail_rate, read_settings(given).mail_connections) == (0.5, 1)
    assert read_settings(given | {"CRM_MAIL_RATE": "3"}).mail_rate == 3
    with pytest.raises(SettingsError, match="CRM_MAIL_PROVIDER must be one of microsoft365"):
        read_settings({"CRM_MAIL_PROVIDER": "pigeon"})

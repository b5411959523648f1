"""A treaty action that changes moves every page, count, drawing and preview that rests on it; undo moves them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.models import ChangeSet
from crm.extensions import db
from tests.support.readers import Network

SignIn = Callable[..., FlaskClient]
ACT = {"country": "KE", "kind": "ratification", "on": "2026-05-04", "source": "https://treaties.un.example/"}

BEFORE = {
    "country": "Kenya signed on 3 December 2008 and has not ratified.",
    "list": "12 countries",
    "treaty": "112 States Parties, 12 signatories",
    "map": '<a href="/countries/KE"><title>Kenya: Signatory</title><path class="signatory"',
    "curve": "States Parties: 112",
    "preview": "Kenya signed on 3 December 2008",
    "take action": "Kenya signed on 3 December 2008 and has not ratified.",
}
AFTER = {
    "country": "Kenya is a State Party: it ratified on 4 May 2026.",
    "list": "11 countries",
    "treaty": "113 States Parties, 11 signatories",
    "map": '<a href="/countries/KE"><title>Kenya: State Party</title><path class="state_party"',
    "curve": "States Parties: 113",
    "preview": "Kenya is a State Party: it ratified on 4 May 2026.",
    "take action": "Kenya is a State Party: it ratified on 4 May 2026.",
}
CORRECTED = AFTER | {name: AFTER[name].replace("4 May", "5 May") for name in ("country", "preview", "take action")}


@pytest.fixture
def addresses(network: Network) -> Mapping[str, str]:
    """Where each of them is seen; the preview is of a reader in Kenya."""
    digest, jane = network.digest(), network.people["Jane Wanjikũ"].id
    network.session.commit()
    return {
        "country": "/countries/KE",
        "list": "/countries/?status=signatory",
        "treaty": "/treaties/ccm",
        "map": "/treaties/ccm/map.svg",
        "curve": "/treaties/ccm/curve.svg",
        "preview": f"/digests/{digest.id}/preview/{jane}.txt",
        "take action": "/take-action?country=KE",
    }


def undo(app: Flask, browser: FlaskClient) -> None:
    """Undo the latest act."""
    with app.app_context():
        made = db.session.scalars(sa.select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    assert browser.post(f"/audit/{made}/undo").status_code == 302


@time_machine.travel("2026-06-01T09:00:00Z", tick=False)
def test_a_treaty_action_moves_all_that_rests_on_it_and_so_do_its_correction_and_its_undo(
    app: Flask, addresses: Mapping[str, str], sign_in: SignIn
) -> None:
    browser = sign_in("coordinator")

    def seen(expected: Mapping[str, str]) -> None:
        for name, address in addresses.items():
            assert expected[name] in " ".join(browser.get(address).text.split()), (name, expected[name])

    seen(BEFORE)
    assert browser.post("/treaties/ccm/actions/new", data=ACT).status_code == 302
    seen(AFTER)
    page = browser.get("/countries/KE").text
    number = page.partition("/treaties/actions/")[2].partition('"')[0]
    assert browser.post(f"/treaties/actions/{number}", data=ACT | {"on": "2026-05-05"}).status_code == 302
    seen(CORRECTED)
    undo(app, browser)
    seen(AFTER)
    assert browser.post(f"/treaties/actions/{number}/take-away").status_code == 302
    seen(BEFORE)
    undo(app, browser)
    seen(AFTER)

"""Real bounces, as two other projects judge them: each is read, and where we judge otherwise the reason stands here."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from crm.intake.reading import Kind, Reading, read
from crm.intake.recipients import Action, Report
from crm.mail.failing import Blame, blame_of_status

LONGEST_SECONDS = 1.0
PREFIX = "sisimai__maildir__bsd__"
SHUT = "5.2.1 is an address that takes no mail: it is held"
NO_MAIL_THERE = "only 5.1.x and 5.2.1 hold an address at once; this counts as one failure of three"
NOBODY = "the words say that nobody is there"
UNTOLD = "the words don't say that nobody is there; this counts as one failure of three"
OTHERWISE = {
    "flufl__simple_42.txt": "the address is given, though with dots in it, and the server speaks of spam: our matter",
    "sisimai__maildir__not__rb-issue-368-bug.eml": "it says plainly that a mailbox is full",
    f"{PREFIX}arf-20.eml": "a report about signatures (auth-failure) is no complaint",
    f"{PREFIX}lhost-amazonses-20.eml": SHUT,
    f"{PREFIX}lhost-amazonworkmail-02.eml": SHUT,
    f"{PREFIX}rhost-google-07.eml": SHUT,
    f"{PREFIX}lhost-dragonfly-16.eml": NO_MAIL_THERE,
    f"{PREFIX}lhost-qmail-11.eml": NO_MAIL_THERE,
    f"{PREFIX}lhost-yahoo-09.eml": NO_MAIL_THERE,
    f"{PREFIX}lhost-exim-37.eml": "refused after the mail, for another host's name: no proof against the address",
    f"{PREFIX}lhost-postfix-46.eml": UNTOLD,
    f"{PREFIX}lhost-exchange2003-04.eml": NOBODY,
    f"{PREFIX}lhost-postfix-07.eml": NOBODY,
    f"{PREFIX}lhost-x2-01.eml": NOBODY,
    f"{PREFIX}lhost-zoho-03.eml": NOBODY,
    f"{PREFIX}rfc3464-01.eml": NOBODY,
    f"{PREFIX}rhost-nttdocomo-03.eml": NOBODY,
}
CALLED = {"feedback": Kind.COMPLAINT, "vacation": Kind.AUTO_REPLY, "delivered": Kind.DELIVERED}


def blames(report: Report) -> bool:
    """Whether the address is held at once for it."""
    return report.action is Action.FAILED and blame_of_status(report.status) is Blame.ADDRESS


def agrees(expected: dict[str, str], reading: Reading) -> bool:
    """Whether we judge as the other project does."""
    if expected["set"] == "flufl":
        named = {address.lower() for address in expected["addresses"].split(";") if address}
        permanent = expected["class"] == "permanent"
        return named == {report.recipient for report in reading.reports} and permanent == (reading.kind is Kind.BOUNCE)
    if expected["reason"] in CALLED:
        return reading.kind is CALLED[expected["reason"]]
    hard = [one == "true" for one in expected["hard_bounce"].split("|") if int(expected["recipients"])]
    return [blames(report) for report in reading.reports] == hard


def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "bounces" / "expected.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
def test_every_real_bounce_is_read_and_judged_as_others_do_but_for_those_listed(shared_data: Path) -> None:
    judged = {
        row["file"]: agrees(row, read((shared_data / "bounces" / row["file"]).read_bytes()))
        for row in rows(shared_data)
    }
    assert len(judged) == 169
    assert {name for name, same in judged.items() if not same} == set(OTHERWISE)


@pytest.mark.shared
def test_every_real_bounce_is_counted_as_something_that_came_back(shared_data: Path) -> None:
    kinds = [read((shared_data / "bounces" / row["file"]).read_bytes()).kind for row in rows(shared_data)]
    assert Kind.MAIL not in kinds


@pytest.mark.shared
def test_every_real_bounce_is_read_in_less_than_a_second(shared_data: Path) -> None:
    for row in rows(shared_data):
        raw, began = (shared_data / "bounces" / row["file"]).read_bytes(), time.process_time()
        read(raw)
        assert time.process_time() - began < LONGEST_SECONDS, row["file"]

"""What the doctor says of a domain's records."""

from __future__ import annotations

from collections.abc import Sequence

from crm.readiness.dns_records import examine_domain
from crm.readiness.finding import Health

RECORDS = {
    ("coalition.org", "TXT"): ["v=spf1 mx -all", "something else"],
    ("_dmarc.coalition.org", "TXT"): ["v=DMARC1; p=none"],
    ("coalition.org", "MX"): ["10 mail.coalition.org."],
    ("double.org", "TXT"): ["v=spf1 mx -all", "v=spf1 a -all"],
}


def _look_up(name: str, kind: str) -> Sequence[str]:
    return RECORDS.get((name, kind), ())


def _silence(_name: str, _kind: str) -> Sequence[str]:
    message = "no answer"
    raise OSError(message)


def test_a_domain_with_all_records_is_green() -> None:
    assert [finding.health for finding in examine_domain("coalition.org", _look_up)] == [Health.GREEN] * 3


def test_missing_and_doubled_records_are_red_with_advice() -> None:
    found = list(examine_domain("double.org", _look_up))
    assert [finding.health for finding in found] == [Health.RED] * 3
    assert all(finding.advice for finding in found)


def test_an_example_domain_is_not_looked_up() -> None:
    assert [finding.health for finding in examine_domain("coalition.example", _silence)] == [Health.AMBER]


def test_silence_is_no_red() -> None:
    assert [finding.health for finding in examine_domain("coalition.org", _silence)] == [Health.AMBER]

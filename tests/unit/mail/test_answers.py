"""What a mail server's answer means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.mail.answers import Answer, Verdict, judge, pause_before


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        (421, "4.3.2 closing", Verdict.WAIT),
        (450, "4.2.0 greylisted", Verdict.TRY_LATER),
        (452, "4.2.2 mailbox full", Verdict.TRY_LATER),
        (550, "5.1.1 no such user", Verdict.BAD_ADDRESS),
        (550, "5.2.1 mailbox disabled", Verdict.BAD_ADDRESS),
        (552, "5.2.2 mailbox full", Verdict.FAILED),
        (554, "5.7.1 rejected by policy", Verdict.OUR_PROBLEM),
        (552, "5.3.4 too large", Verdict.OUR_PROBLEM),
        (554, "5.6.0 bad content", Verdict.OUR_PROBLEM),
        (550, "no", Verdict.FAILED),
    ],
)
def test_an_answer_is_judged_by_its_code_and_its_enhanced_status(code: int, text: str, verdict: Verdict) -> None:
    assert judge(Answer(code, text)) is verdict


def test_pauses_double_up_to_four_hours() -> None:
    assert [pause_before(n) for n in (1, 2, 3, 50)] == [
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=20),
        timedelta(hours=4),
    ]

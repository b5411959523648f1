"""What is joined for readers is compared with what is made whole, while it is sent."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from crm.digests.compile import Compiled
from crm.digests.issue import Imprint, Values, slot
from crm.digests.mailing import CHECKED, DigestBatch
from crm.digests.models import FrozenText
from crm.digests.rendering import Rendered
from crm.mail.models import Message
from crm.mail.quoted import quoted

SAID = Rendered("Hello", f"{slot('greeting')},\nread on.\n", f"<p>{slot('greeting')},</p>\n<p>read on.</p>\n")
VALUES = {"name": "n", "country": "c", "why": "w", "unsubscribe_token": "0" * 32, "tell_token": "1" * 32}


class Spoilt(Compiled):
    """A variant that joins wrongly."""

    def join_quoted(self, _values: Values) -> tuple[bytes, bytes]:
        """Say something else."""
        return b"wrong", b"wrong"


def _batch(compiled: Compiled) -> DigestBatch:
    return DigestBatch("http://localhost", Imprint("Us"), {}, {(7, "1"): (compiled, FrozenText())}, date(2026, 3, 2))


def _message(number: int) -> Message:
    payload = {**VALUES, "greeting": f"Dear {number}"}
    return Message(subject_id=7, language="en", variant="1", recipient_id=number, payload=payload)


def test_a_variant_that_joins_wrongly_goes_out_whole_to_everybody(caplog: pytest.LogCaptureFixture) -> None:
    batch = _batch(Spoilt.of(SAID))
    with caplog.at_level(logging.ERROR):
        mails = [batch.render(_message(number)) for number in range(CHECKED + 2)]
    assert [mail.text for mail in mails] == [f"Dear {n},\nread on.\n" for n in range(CHECKED + 2)]
    assert "variant 1 of digest 7 does not join as it reads" in caplog.text


def test_a_variant_that_joins_rightly_is_joined_after_the_first_readers() -> None:
    batch = _batch(Compiled.of(SAID))
    mails = [batch.render(_message(number)) for number in range(CHECKED + 2)]
    assert [mail.html for mail in mails] == [quoted(f"<p>Dear {n},</p>\n<p>read on.</p>\n") for n in range(CHECKED + 2)]
    assert batch._checked == {(7, "1"): CHECKED}

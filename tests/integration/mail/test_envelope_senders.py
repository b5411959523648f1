"""To whom mail comes back that can't be delivered: to the sender, or with a token for each message."""

from __future__ import annotations

from crm.intake.returned import tokens_in
from crm.mail.building import Sender
from crm.mail.services import deliver_due
from tests.support.mailing import Ledger
from tests.support.smtp import SmtpServer

COUNT = 3


def test_without_a_box_for_bounces_mail_comes_back_to_its_sender(ledger: Ledger, smtp: SmtpServer) -> None:
    ledger.put(COUNT)
    deliver_due(ledger.delivery(smtp))
    assert {received.sender for received in smtp.messages} == {"friends@coalition.example"}


def test_with_one_each_mail_has_a_token_by_which_its_bounce_is_known(ledger: Ledger, smtp: SmtpServer) -> None:
    ledger.put(COUNT)
    sender = Sender("Friends", "friends@coalition.example", "bounces@coalition.example")
    deliver_due(ledger.delivery(smtp, sender=lambda _session: sender))
    ids = {row.email: row.message_id for row in ledger.rows()}
    for received in smtp.messages:
        assert received.sender == f"bounces+{ids[received.recipient]}@coalition.example"
        assert tokens_in([received.sender]) == (ids[received.recipient],)
        assert received.message["From"] == "Friends <friends@coalition.example>"

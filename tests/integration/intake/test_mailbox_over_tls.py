"""A mailbox is read over TLS, and a server that nobody vouches for never learns the password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.intake.mailbox import Account, MailboxError, open_mailbox
from tests.support.mailboxes import HOST, PASSWORD, USERNAME, Box, mailbox_server, make_certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["imap", "pop"])
def account(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[Account, Box]]:
    """A mailbox behind TLS, and what lies in it."""
    with mailbox_server(request.param, certificate) as box:
        yield Account(request.param, HOST, box.port, USERNAME, PASSWORD), box


def test_mails_come_over_tls_from_a_server_that_is_vouched_for(
    account: tuple[Account, Box], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    where, box = account
    box.put(b"Subject: One\r\n\r\nHello\r\n")
    with open_mailbox(where) as mailbox:
        (number,) = mailbox.numbers()
        assert mailbox.fetch(number).startswith(b"Subject: One\r\n")


def test_a_server_that_nobody_vouches_for_is_left_before_the_password(account: tuple[Account, Box]) -> None:
    where, box = account
    with pytest.raises(MailboxError, match="certificate"), open_mailbox(where):
        pass
    assert box.commands == []

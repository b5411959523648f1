"""A worker that mails over several connections at once."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace

import pytest

from crm.app import create_app
from crm.config import Settings
from crm.extensions import db
from crm.mail.tasks import deliver_until_stopped
from tests.support.mailing import KIND, Ledger
from tests.support.smtp import SmtpServer
from tests.support.workers import wait_until

COUNT = 300


@pytest.mark.parametrize("connections", [1, 3])
def test_each_recipient_gets_one_message_over_however_many_connections(
    any_ledger: Ledger, any_url: str, settings: Settings, smtp: SmtpServer, connections: int
) -> None:
    any_ledger.put(COUNT)
    app = create_app(
        replace(
            settings,
            database_url=any_url,
            mail_server=smtp.host,
            mail_port=smtp.port,
            mail_connections=connections,
        )
    )
    app.extensions["kinds"][KIND] = any_ledger.kind
    stopped = threading.Event()
    worker = threading.Thread(target=deliver_until_stopped, args=(app, stopped))
    worker.start()
    try:
        wait_until(lambda: any_ledger.states() == {"sent": COUNT}, "all are sent", look_every=0.1)
    finally:
        stopped.set()
        worker.join()
        with app.app_context():
            db.engine.dispose()
    assert Counter(message.recipient for message in smtp.messages) == Counter(row.email for row in any_ledger.rows())

"""Two people press "Send" at the same moment."""

from datetime import timedelta
from threading import Barrier, Thread

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.audit.services import Doing, begin
from crm.db import make_engine
from crm.digests.services import sending
from crm.digests.services.composing import DigestLockedError
from crm.mail.models import Message
from tests.support.readers import AT, BASE_URL, set_network


def test_two_clicks_send_once(any_url: str) -> None:
    engine = make_engine(any_url)
    with Session(engine) as session:
        begin(session, Doing(act="test", at=AT, source="test"))
        number = set_network(session).digest().id
        session.commit()
    together, ends = Barrier(2), []

    def click() -> None:
        with Session(engine) as session:
            begin(session, Doing(act="digests.send", at=AT, source="test"))
            together.wait()
            try:
                sending.send(session, OPERATOR, AT, number, base_url=BASE_URL, recall=timedelta())
                session.commit()
                ends.append("sent")
            except DigestLockedError:
                ends.append("refused")

    clicks = [Thread(target=click) for _each in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(ends) == ["refused", "sent"]
    with Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 3
    engine.dispose()

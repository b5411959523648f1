"""When the mails of a digest go, who is set aside, and the second person."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.rights import OPERATOR, Actor, Role
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.digests.models import QuietPeriod
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import outlook
from crm.digests.queries.timing import still_to_come
from crm.digests.services import composing, sending
from crm.digests.services.quiet import BackwardsError, add_quiet_period
from crm.digests.services.sending import SecondPersonError, Seen
from crm.mail.models import Message, MessageState
from tests.support.readers import AT, BASE_URL, Network, set_network, staff_user

RECALL = timedelta(minutes=10)


@pytest.fixture
def network(any_session: Session) -> Network:
    """The network, once with each engine."""
    return set_network(any_session)


def _due(network: Network) -> dict[str, object]:
    rows = network.session.execute(sa.select(Message.recipient_id, Message.due_at))
    names = {member.id: name for name, member in network.people.items()}
    return {names[number]: at for number, at in rows if number in names}


def test_each_mail_is_due_in_the_morning_of_its_reader(network: Network) -> None:
    network.friend("No Country", None)
    network.session.get_one(Organisation, 1).time_zone = "Europe/Vienna"
    digest = network.digest()
    morning = date(2026, 3, 5)
    sent = sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL, morning_on=morning)
    due = _due(network)
    for name, zone in (
        ("Jane Wanjikũ", "Africa/Nairobi"),
        ("Ali Gurung", "Asia/Kathmandu"),
        ("No Country", "Europe/Vienna"),
    ):
        local = due[name].astimezone(ZoneInfo(zone))  # type: ignore[attr-defined]  # an instant
        assert (local.date(), local.hour, local.minute) == (morning, 8, 0), name
    assert sent.starts_at == min(due.values())  # type: ignore[type-var]  # instants
    assert sending.is_recallable(sent, AT + timedelta(days=1))
    assert sum(number for _at, number in still_to_come(network.session, digest.id, AT)) == 4


def test_quiet_days_are_waited_out_and_others_go_at_once(network: Network) -> None:
    add_quiet_period(network.session, AT, date(2026, 3, 1), date(2026, 3, 9), iso2="NP", reason="recess")
    digest = network.digest()
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    due = _due(network)
    assert due["Jane Wanjikũ"] == AT + RECALL
    local = due["Ali Gurung"].astimezone(ZoneInfo("Asia/Kathmandu"))  # type: ignore[attr-defined]  # an instant
    assert (local.date(), local.hour) == (date(2026, 3, 10), 8)


def test_send_to_the_missing_respects_quiet_days_too(network: Network) -> None:
    digest = network.digest()
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    network.friend("Late Comer", "NP")
    add_quiet_period(network.session, AT, date(2026, 3, 1), date(2026, 3, 9))
    assert sending.send_to_the_missing(network.session, OPERATOR, AT, digest.id, BASE_URL) == 1
    done = network.session.get_one(ChangeSet, change_set_id(network.session))
    assert done.summary == f"Sent “{digest.title}” to 1 more person"
    assert _due(network)["Late Comer"] > AT + timedelta(days=7)  # type: ignore[operator]  # instants


def test_quiet_days_that_are_entered_late_move_the_mail_that_waits_and_no_other(network: Network) -> None:
    digest = network.digest()
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    network.session.execute(
        sa.update(Message)
        .where(Message.recipient_id == network.people["Ana Vásquez"].id)
        .values(state=MessageState.SENT)
    )
    assert add_quiet_period(network.session, AT, date(2026, 3, 2), date(2026, 3, 9), iso2="NP") == 1
    due = _due(network)
    local = due["Ali Gurung"].astimezone(ZoneInfo("Asia/Kathmandu"))  # type: ignore[attr-defined]  # an instant
    assert (local.date(), local.hour) == (date(2026, 3, 10), 8)
    assert due["Jane Wanjikũ"] == due["Ana Vásquez"] == AT + RECALL
    assert add_quiet_period(network.session, AT, date(2026, 3, 2), date(2026, 3, 8), iso2="NP") == 0


def test_quiet_days_do_not_end_before_they_begin_and_are_undone(network: Network) -> None:
    with pytest.raises(BackwardsError):
        add_quiet_period(network.session, AT, date(2026, 3, 9), date(2026, 3, 1), iso2="NP")
    begin(network.session, Doing(act="test", at=AT, source="test"))
    add_quiet_period(network.session, AT, date(2026, 3, 1), date(2026, 3, 9), iso2="NP")
    done = change_set_id(network.session)
    assert done is not None
    undo(network.session, done, Doing(act="undo", at=AT, source="test"))
    assert network.session.scalars(sa.select(QuietPeriod)).all() == []


def test_a_view_and_a_person_are_set_aside_and_an_approval_is_voided(network: Network) -> None:
    digest = network.digest()
    nepal = {"views": {"Nepal": {"stages": ["friend"], "countries": ["NP"]}}}
    before = outlook(network.session, composition_of(network.session, digest), OPERATOR, AT, BASE_URL)
    composing.edit_digest(
        network.session,
        OPERATOR,
        AT,
        digest.id,
        title=digest.title,
        preheader=digest.preheader,
        audience={},
        excluded=nepal,
    )
    ahead = outlook(network.session, composition_of(network.session, digest), OPERATOR, AT, BASE_URL)
    assert [turn.reader.name for turn in ahead.recipients] == ["Jane Wanjikũ"]
    assert [name for _number, name in ahead.set_aside] == ["Ali Gurung", "Ana Vásquez"]
    assert ahead.content_hash != before.content_hash
    composing.set_aside(network.session, digest.id, network.people["Jane Wanjikũ"].id, aside=True)
    ahead = outlook(network.session, composition_of(network.session, digest), OPERATOR, AT, BASE_URL)
    assert not ahead.turns
    composing.set_aside(network.session, digest.id, network.people["Jane Wanjikũ"].id, aside=False)
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    assert set(_due(network)) == {"Jane Wanjikũ"}


def test_where_two_people_stand_behind_a_digest_nobody_sends_alone(network: Network) -> None:
    session, digest = network.session, network.digest()
    session.get_one(Organisation, 1).second_person = True
    one = Actor(user_id=staff_user(session).id, role=Role.STAFF)
    session.flush()
    with pytest.raises(SecondPersonError):
        sending.send(session, one, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    seen = outlook(session, composition_of(session, digest), one, AT, BASE_URL).content_hash
    sending.approve(session, one, AT, digest.id, Seen(seen), BASE_URL)
    with pytest.raises(SecondPersonError):
        sending.send(session, one, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    sending.send(session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL)
    assert digest.approved_by == one.user_id
    assert len(_due(network)) == 3

"""Sending respects what readers chose: topics, how often, a pause; when it is frozen and again when it goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.kinds import BlockKind, Template
from crm.digests.mailing import DigestKind
from crm.digests.models import Digest
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import outlook
from crm.digests.services import sending
from crm.digests.services.composing import Plan, new_digest
from crm.mail.models import LinkToken, Message, MessageState, SkipReason
from crm.members.audience import Filter
from crm.members.queries import people
from crm.preferences import services
from crm.preferences.models import Preference
from crm.preferences.queries import Choices
from crm.preferences.topics import Topic, topic_words
from tests.support.readers import AT, BASE_URL, Network, set_network

WORDS = topic_words("en")


@pytest.fixture
def network(any_session: Session) -> Network:
    """The network, once with each engine."""
    return set_network(any_session)


def _choose(network: Network, name: str, choices: Choices) -> None:
    services.choose(network.session, AT, network.people[name].id, choices, how="by test", wordings=WORDS)


def _reasons(network: Network, digest: Digest, at: timedelta = timedelta()) -> dict[str, SkipReason | None]:
    ahead = outlook(network.session, composition_of(network.session, digest), OPERATOR, AT + at, BASE_URL)
    return {turn.reader.name: turn.reason for turn in ahead.turns}


def _send(network: Network, digest: Digest) -> dict[int, Message]:
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta(minutes=10))
    rows = network.session.scalars(sa.select(Message).where(Message.kind == "digest", Message.subject_id == digest.id))
    return {row.recipient_id or 0: row for row in rows}


def test_each_reader_is_left_out_for_what_they_chose(network: Network) -> None:
    _choose(network, "Jane Wanjikũ", Choices(topics=frozenset({Topic.ALERTS})))
    _choose(network, "Ali Gurung", Choices(paused_until=(AT + timedelta(days=3)).date()))
    _choose(network, "Ana Vásquez", Choices(topics=frozenset({Topic.MEETINGS})))
    digest = network.digest()
    assert _reasons(network, digest) == {
        "Jane Wanjikũ": SkipReason.TOPIC_OFF,
        "Ali Gurung": SkipReason.PAUSED,
        "Ana Vásquez": None,
    }
    assert _reasons(network, digest, timedelta(days=3))["Ali Gurung"] is None
    ahead = outlook(network.session, composition_of(network.session, digest), OPERATOR, AT, BASE_URL)
    ana = next(turn for turn in ahead.turns if turn.reader.name == "Ana Vásquez")
    kinds = {part.kind for part in ahead.issue.parts if part.key in ana.variant.parts}
    assert BlockKind.MEETINGS in kinds
    assert not kinds & {BlockKind.TREATY_ACTIONS, BlockKind.ACTIONS}


def test_a_choice_made_while_the_mail_waits_holds_too(network: Network) -> None:
    session = network.session
    rows = _send(network, network.digest())
    jane, ali, ana = (network.people[name].id for name in ("Jane Wanjikũ", "Ali Gurung", "Ana Vásquez"))
    _choose(network, "Jane Wanjikũ", Choices(topics=frozenset()))
    _choose(network, "Ali Gurung", Choices(paused_until=(AT + timedelta(days=3)).date()))
    batch = DigestKind(BASE_URL).open(session, list(rows.values()), AT)
    assert batch.may_receive(rows[jane]) is SkipReason.TOPIC_OFF
    assert batch.may_receive(rows[ali]) is SkipReason.PAUSED
    assert batch.may_receive(rows[ana]) is None


def test_of_two_issues_that_wait_a_weekly_reader_gets_one(network: Network) -> None:
    session, jane = network.session, network.people["Jane Wanjikũ"].id
    session.add(Preference(member_id=jane, days=7, chosen_at=AT))
    first, second = _send(network, network.digest()), _send(network, network.digest("Next"))
    session.execute(sa.update(Message).where(Message.id == first[jane].id).values(state=MessageState.SENT, ended_at=AT))
    batch = DigestKind(BASE_URL).open(session, list(second.values()), AT + timedelta(hours=1))
    assert batch.may_receive(second[jane]) is SkipReason.LESS_OFTEN
    batch = DigestKind(BASE_URL).open(session, list(second.values()), AT + timedelta(days=7))
    assert batch.may_receive(second[jane]) is None


def test_an_alert_goes_at_once_to_all_who_did_not_turn_alerts_off_and_its_link_stops_alerts(network: Network) -> None:
    session = network.session
    _choose(network, "Ali Gurung", Choices(topics=frozenset(Topic) - {Topic.ALERTS}))
    session.add(Preference(member_id=network.people["Jane Wanjikũ"].id, days=90, chosen_at=AT))
    regular = network.digest()
    _send(network, regular)
    session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=AT - timedelta(days=1)))
    alert = new_digest(session, OPERATOR, AT, Plan(template=Template.EMERGENCY, country_iso2="NP"))
    alert.waiver = "The depositary's page is down."
    session.flush()
    reasons = _reasons(network, alert)
    assert reasons == {"Jane Wanjikũ": None, "Ali Gurung": SkipReason.TOPIC_OFF, "Ana Vásquez": None}
    rows = _send(network, alert)
    ana = network.people["Ana Vásquez"].id
    token = rows[ana].payload["unsubscribe_token"]
    link = session.scalars(sa.select(LinkToken).where(LinkToken.token == token)).one()
    assert link.subject == Topic.ALERTS
    services.stop(session, AT, link)
    batch = DigestKind(BASE_URL).open(session, list(rows.values()), AT)
    assert batch.may_receive(rows[ana]) is SkipReason.TOPIC_OFF
    assert _reasons(network, network.digest("Next"))["Ana Vásquez"] is None
    services.undo(session, AT, link)
    batch = DigestKind(BASE_URL).open(session, list(rows.values()), AT)
    assert batch.may_receive(rows[ana]) is None


def test_an_alert_does_not_make_the_next_issue_come_later(network: Network) -> None:
    session, jane = network.session, network.people["Jane Wanjikũ"].id
    session.add(Preference(member_id=jane, days=28, chosen_at=AT))
    alert = new_digest(session, OPERATOR, AT, Plan(template=Template.EMERGENCY, country_iso2="NP"))
    alert.waiver = "The depositary's page is down."
    _send(network, alert)
    session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=AT))
    assert _reasons(network, network.digest(), timedelta(days=1))["Jane Wanjikũ"] is None


def test_a_filter_by_topic_finds_those_who_get_it(network: Network) -> None:
    _choose(network, "Ali Gurung", Choices(topics=frozenset({Topic.ALERTS})))
    found = people(network.session, Filter(topics=("meetings",)), OPERATOR, AT)
    assert found.count(network.session) == 2
    assert people(network.session, Filter(topics=("digest",)), OPERATOR, AT).count(network.session) == 3

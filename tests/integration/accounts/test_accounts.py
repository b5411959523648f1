"""Accounts on both engines: what must hold when two browsers ask at once, and what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import rates
from crm.accounts.errors import AddressTakenError, LastCoordinatorError, TooManyMailsError
from crm.accounts.models import Counter, MailedToken, Organisation, SignIn, User, UserState
from crm.accounts.queries import count_coordinators, get_settings, is_empty, list_users, staff_users
from crm.accounts.rights import Role
from crm.accounts.services import counting, links, second_factor, signing_in, starting, users
from crm.accounts.services.organisation import OrganisationDraft, edit_organisation
from crm.accounts.services.signing_in import Browser
from crm.accounts.tokens import Purpose, derive_code
from crm.accounts.totp import PERIOD, code_at
from crm.audit.models import Change
from crm.audit.services import Doing, begin
from crm.db import make_engine

KEY = "k" * 64
PASSWORD = "four tall green doors"


@pytest.fixture
def ann(any_session: Session, now: datetime) -> User:
    """The only coordinator."""
    return users.add_user(
        any_session, now, email="Ann@Coalition.example", role=Role.COORDINATOR, name="Ann", password=PASSWORD
    )


def test_counts_are_kept_and_stop_one_above_the_limit(any_session: Session, now: datetime) -> None:
    counts = [counting.count(any_session, rates.PASSWORD, "ann", now) for _ in range(10)]
    assert counts == [1, 2, 3, 4, 5, 6, 6, 6, 6, 6]
    assert counting.count(any_session, rates.PASSWORD, "bob", now) == 1
    counting.forget(any_session, rates.PASSWORD, "ann")
    assert counting.count(any_session, rates.PASSWORD, "ann", now) == 1
    counting.tidy(any_session, now + timedelta(days=2))
    assert any_session.scalar(sa.select(sa.func.count()).select_from(Counter)) == 0


def test_tries_at_the_same_moment_are_all_counted(any_url: str, now: datetime) -> None:
    engine = make_engine(any_url)

    def count(_number: int) -> float:
        with Session(engine) as session:
            counted = counting.count(session, rates.SIGN_IN, "visitor", now)
            session.commit()
            return counted

    with ThreadPoolExecutor(8) as pool:
        counts = sorted(pool.map(count, range(40)))
    assert counts == [float(number) for number in range(1, 41)]
    engine.dispose()


def test_of_two_browsers_with_the_same_link_one_comes_too_late(any_url: str, now: datetime) -> None:
    engine = make_engine(any_url)
    with Session(engine) as session:
        begin(session, Doing(act="test", at=now))
        user = users.add_user(session, now, email="mp@parliament.example", role=Role.MEMBER)
        link_id = links.issue(session, KEY, user, Purpose.SIGN_IN, now).id
        session.commit()

    def use(_number: int) -> bool:
        with Session(engine) as session:
            used = links.use(session, session.get_one(MailedToken, link_id), now)
            session.commit()
            return used

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(12))) == 1
    engine.dispose()


def test_of_two_browsers_with_the_same_code_of_the_app_one_comes_too_late(any_url: str, now: datetime) -> None:
    engine = make_engine(any_url)
    with Session(engine) as session:
        begin(session, Doing(act="test", at=now))
        user = users.add_user(session, now, email="a@b.example", role=Role.STAFF, password=PASSWORD)
        secret = second_factor.offer(session, user)
        step = int(now.timestamp()) // PERIOD
        assert second_factor.confirm(session, user, code_at(secret, step - 1), now, sign_in_id=0) is not None
        session.commit()
        user_id = user.id

    def accept(_number: int) -> bool:
        with Session(engine) as session:
            accepted = second_factor.accept(session, session.get_one(User, user_id), code_at(secret, step), now)
            session.commit()
            return accepted

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(accept, range(12))) == 1
    engine.dispose()


def test_of_a_link_only_a_fingerprint_is_kept(any_session: Session, ann: User, now: datetime) -> None:
    issued = links.issue(any_session, KEY, ann, Purpose.RESET, now, browser="a browser")
    secret = links.link_secret(KEY, issued)
    kept = {str(value) for value in any_session.execute(sa.select(MailedToken.__table__)).one()}
    assert secret not in kept
    assert derive_code(KEY, ann.id, issued.nonce) not in kept
    assert links.find_link(any_session, Purpose.RESET, secret, now) is issued
    assert links.find_link(any_session, Purpose.SIGN_IN, secret, now) is None
    assert links.find_link(any_session, Purpose.RESET, links.link_secret("other" * 13, issued), now) is None


def test_five_links_of_a_purpose_an_hour_are_enough(any_session: Session, ann: User, now: datetime) -> None:
    for _ in range(5):
        links.issue(any_session, KEY, ann, Purpose.RESET, now)
    with pytest.raises(TooManyMailsError):
        links.issue(any_session, KEY, ann, Purpose.RESET, now)
    links.issue(any_session, KEY, ann, Purpose.SIGN_IN, now)
    links.issue(any_session, KEY, ann, Purpose.RESET, now + timedelta(hours=1, seconds=1))


def test_no_secret_enters_a_change_set(any_session: Session, ann: User, now: datetime) -> None:
    secret = second_factor.offer(any_session, ann)
    second_factor.confirm(any_session, ann, code_at(secret, int(now.timestamp()) // PERIOD), now, sign_in_id=0)
    any_session.flush()
    written = " ".join(f"{change.before} {change.after}" for change in any_session.scalars(sa.select(Change)).all())
    assert "ann@coalition.example" in written
    assert secret not in written
    assert "argon2" not in written


def test_signing_in_is_no_edit_of_the_user(any_session: Session, ann: User, now: datetime) -> None:
    any_session.flush()
    before = any_session.scalar(sa.select(sa.func.count()).select_from(Change))
    token = signing_in.begin_sign_in(any_session, ann, now, Browser("b", "192.0.2.1"), "password")
    any_session.flush()
    assert any_session.scalar(sa.select(sa.func.count()).select_from(Change)) == before
    kept = any_session.scalars(sa.select(SignIn)).one()
    assert token not in {kept.token_hash, kept.browser, kept.remote}
    any_session.expire_all()
    assert ann.last_sign_in_at == now


def test_the_last_coordinator_is_neither_demoted_nor_disabled(any_session: Session, ann: User, now: datetime) -> None:
    with pytest.raises(LastCoordinatorError):
        users.change_role(any_session, ann, Role.STAFF, now, by=ann.id)
    any_session.rollback()


def test_one_of_two_coordinators_may_go(any_session: Session, ann: User, now: datetime) -> None:
    users.add_user(any_session, now, email="b@coalition.example", role=Role.COORDINATOR, password=PASSWORD)
    users.disable(any_session, ann, now, by=None)
    assert count_coordinators(any_session) == 1
    assert ann.state is UserState.DISABLED


def test_an_address_signs_in_one_user_whatever_its_capitals(any_session: Session, ann: User, now: datetime) -> None:
    assert ann.email == "ann@coalition.example"
    with pytest.raises(AddressTakenError):
        users.add_user(any_session, now, email=" ANN@coalition.EXAMPLE", role=Role.STAFF)


def test_users_are_listed_coordinators_first_and_staff_can_take_over(
    any_session: Session, ann: User, now: datetime
) -> None:
    member = users.add_user(any_session, now, email="a@x.example", role=Role.MEMBER, name="Aa")
    staff = users.add_user(any_session, now, email="s@x.example", role=Role.STAFF, name="Sa", password=PASSWORD)
    assert list_users(any_session) == [ann, staff, member]
    assert staff_users(any_session) == [ann, staff]


def test_the_start_code_is_kept_as_a_fingerprint_and_ends_with_the_first_user(
    any_session: Session, now: datetime
) -> None:
    assert is_empty(any_session)
    first = starting.new_start_code(any_session, now)
    code = starting.new_start_code(any_session, now)
    assert first is not None
    assert code is not None
    assert not starting.is_start_code(any_session, first)
    assert starting.is_start_code(any_session, code.upper().replace("-", " "))
    starting.start(any_session, now, email="a@x.example", name="A", password=PASSWORD)
    assert not starting.is_start_code(any_session, code)
    assert starting.new_start_code(any_session, now) is None


def test_settings_have_defaults_until_they_are_said_and_are_read_once(any_session: Session) -> None:
    assert get_settings(any_session).languages == ["en"]
    draft = OrganisationDraft(name="Coalition", languages=("fr", "en"), time_zone="Europe/Paris")
    kept = edit_organisation(any_session, draft)
    assert get_settings(any_session) is kept
    edit_organisation(any_session, OrganisationDraft(name="Renamed"))
    assert [one.name for one in any_session.scalars(sa.select(Organisation))] == ["Renamed"]


def test_what_has_run_out_is_tidied_away(any_session: Session, ann: User, now: datetime) -> None:
    links.issue(any_session, KEY, ann, Purpose.RESET, now)
    signing_in.begin_sign_in(any_session, ann, now, Browser(), "password")
    signing_in.tidy(any_session, now + timedelta(days=1))
    assert any_session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
    signing_in.tidy(any_session, now + timedelta(days=62))
    assert any_session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
    assert any_session.scalar(sa.select(sa.func.count()).select_from(MailedToken)) == 0

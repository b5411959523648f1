"""`crm demo` fills an empty instance once, on either database, and no mail can leave it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.passwords import matches
from crm.accounts.rights import Role
from crm.actions.models import Outcome, ParliamentaryAction
from crm.config import DEMONSTRATION, read_settings
from crm.demonstration.services import NotEmptyError, fill
from crm.digests.kinds import DigestState
from crm.digests.models import Digest
from crm.followups.models import FollowUp
from crm.letters.kinds import BatchState
from crm.letters.models import Letter, LetterBatch
from crm.letters.services.texts import load_shipped as load_letters
from crm.library.services import load_shipped as load_library
from crm.mail.models import Address, Message
from crm.members.models import Member, Subscription
from crm.treaties.services import load_facts

BASE_URL = "http://localhost"


@pytest.fixture
def facts(any_session: Session, now: datetime) -> Session:
    """A database with the shipped facts and nobody in it."""
    load_facts(any_session, now)
    load_library(any_session, now)
    load_letters(any_session, now)
    any_session.flush()
    return any_session


def _count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_it_invents_a_whole_network_with_a_user_of_each_role(facts: Session, now: datetime) -> None:
    entrances = fill(facts, now, BASE_URL)
    assert [entrance.role for entrance in entrances] == [Role.COORDINATOR, Role.STAFF, Role.MEMBER]
    for model, least in ((Member, 150), (ParliamentaryAction, 60), (Outcome, 10), (FollowUp, 20), (Subscription, 50)):
        assert _count(facts, model) >= least
    assert facts.scalars(sa.select(Digest.state).order_by(Digest.id)).all() == [DigestState.SENDING, DigestState.DRAFT]
    assert _count(facts, Message) >= 60
    assert facts.scalars(sa.select(LetterBatch.state)).all() == [BatchState.MAKING]
    assert _count(facts, Letter) >= 10
    addresses = facts.scalars(sa.select(Address.email)).all()
    assert all(address.endswith(".example") for address in addresses)
    assert entrances[0].password != entrances[1].password
    assert entrances[2].password is None


def test_passwords_differ_each_time_and_open_the_account(facts: Session, now: datetime) -> None:
    entrance = fill(facts, now, BASE_URL)[0]
    user = facts.scalar(sa.select(User).where(User.email == entrance.email))
    assert user is not None
    assert entrance.password is not None
    assert matches(user.password_hash, entrance.password)


def test_it_refuses_an_instance_in_use(facts: Session, now: datetime) -> None:
    fill(facts, now, BASE_URL)
    with pytest.raises(NotEmptyError):
        fill(facts, now, BASE_URL)


def test_a_marked_instance_is_a_demonstration_whatever_the_environment_says(tmp_path: Path) -> None:
    (tmp_path / DEMONSTRATION).touch()
    environ = {
        "CRM_INSTANCE_PATH": str(tmp_path),
        "CRM_MAIL_SERVER": "mail.coalition.example",
        "CRM_DEMONSTRATION": "0",
    }
    assert read_settings(environ).demonstration


def test_the_command_delivers_to_the_outbox_though_a_server_is_set(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environ = kept | {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_MAIL_SERVER": "127.0.0.1", "CRM_MAIL_PORT": "1"}
    for word in ("init", "demo"):
        done = subprocess.run(
            [sys.executable, "-m", "crm", word], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.count(" password ") == 2
    assert done.stderr == ""
    assert len(list((tmp_path / "outbox").glob("*.eml"))) >= 60
    again = subprocess.run(
        [sys.executable, "-m", "crm", "demo"], env=environ, capture_output=True, text=True, check=False
    )
    assert again.returncode == 1
    assert "not empty" in again.stderr

"""Users, browsers and mails for the tests of accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from crm.accounts.models import User, UserState
from crm.accounts.passwords import hash_password
from crm.accounts.rights import Role
from crm.audit.models import AuditEntry
from crm.audit.services import Doing, begin, end
from crm.extensions import db
from crm.mail.models import Address, Message
from crm.members.models import EmailAddress, Member

PASSWORD = "four tall green doors"
OTHER_PASSWORD = "seven slow grey rivers"


@dataclass
class Browser:
    """A browser that fills in forms as a person does: it opens the page first and sends its token back."""

    client: FlaskClient

    def get(self, page: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(page, **options)

    def token(self, page: str) -> str:
        """Give the token of a page's forms."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(page).text)
        assert found is not None, f"no form on {page}"
        return found[1]

    def send(self, page: str, *, on: str = "", headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Fill in the form of a page, or of the page that `on` names, and send it."""
        return self.client.post(page, data={**fields, "csrf_token": self.token(on or page)}, headers=headers)

    def sign_in(self, email: str, password: str = PASSWORD, **options: Any) -> TestResponse:
        """Sign in with a password."""
        return self.send("/sign-in", email=email, password=password, **options)

    @property
    def is_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.client.get("/account").status_code == 200

    @property
    def cookie(self) -> str:
        """The value of the cookie."""
        found = self.client.get_cookie("crm")
        return "" if found is None else found.value

    def carry(self, cookie: str) -> None:
        """Put a copied cookie into this browser."""
        self.client.set_cookie("crm", cookie)


def new_browser(app: Flask) -> Browser:
    """Give a browser that nobody signed in to, on the application as it runs: with tokens."""
    app.config["WTF_CSRF_ENABLED"] = True
    return Browser(app.test_client())


def make_user(
    app: Flask,
    email: str = "ann@coalition.example",
    role: Role = Role.COORDINATOR,
    *,
    state: UserState = UserState.ACTIVE,
    password: str | None = PASSWORD,
    name: str = "Ann Example",
) -> int:
    """Make a user, with a password unless they are a member."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=datetime.now(UTC), source="test"))
        has_password = password is not None and role is not Role.MEMBER
        user = User(
            email=email,
            name=name,
            role=role,
            state=state,
            password_hash=hash_password(password) if has_password and password else None,
            created_at=datetime.now(UTC),
        )
        session.add(user)
        session.commit()
        end(session)
        return user.id


@dataclass(frozen=True)
class Mailed:
    """One mail that waits, as its reader would see it."""

    to: str
    kind: str
    subject: str
    text: str
    html: str

    @property
    def link(self) -> str:
        """The path of the first link in it."""
        found = re.search(r"^https?://[^/]+(/\S+)$", self.text, re.MULTILINE)
        assert found is not None, self.text
        return found[1]

    @property
    def code(self) -> str:
        """The six digits in it."""
        found = re.search(r"^(\d{3} \d{3})$", self.text, re.MULTILINE)
        assert found is not None, self.text
        return found[1]


def mails(app: Flask) -> list[Mailed]:
    """Render every mail that may still be received, the oldest first."""
    with app.app_context():
        session, found = db.session(), []
        for message in session.scalars(sa.select(Message).order_by(Message.id)):
            batch = app.extensions["kinds"][message.kind].open(session, [message], datetime.now(UTC))
            if batch.may_receive(message) is None:
                mail = batch.render(message)
                found.append(Mailed(message.email, message.kind, mail.subject, mail.text, mail.html))
        return found


def journal(app: Flask, event: str) -> list[AuditEntry]:
    """Give the lines of the journal about one kind of event."""
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)))


def get_user(app: Flask, user_id: int) -> User:
    """Read a user as the database has them now."""
    with app.app_context():
        return db.session.get_one(User, user_id)


def add_people(app: Flask, *names: str, email: str = "mp@parliament.example", owner_id: int | None = None) -> list[int]:
    """Add people who share an address."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=datetime.now(UTC), source="test"))
        address = Address(email=email, domain=email.partition("@")[2])
        people = [Member(name=name, sort_name=name, created_at=datetime.now(UTC), owner_id=owner_id) for name in names]
        session.add_all([address, *people])
        session.flush()
        session.add_all(EmailAddress(member_id=person.id, address_id=address.id) for person in people)
        session.commit()
        end(session)
        return [person.id for person in people]

"""Commands about accounts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from flask import current_app
from sqlalchemy.orm import Session

from crm.accounts.errors import AddressTakenError, LastCoordinatorError
from crm.accounts.models import SHUT, User
from crm.accounts.passwords import WeakPasswordError
from crm.accounts.queries import find_user, list_users
from crm.accounts.rights import Role
from crm.accounts.services import mailing
from crm.accounts.services import users as service
from crm.accounts.services.handing_out import hand_out_link
from crm.audit.services import describe
from crm.config import Settings
from crm.members.models import Member
from crm.members.queries.addressed import people_with_address
from crm.members.services.linking import link_user
from crm.web.commandline import PlainError, act, in_app


@click.group("user")
def user() -> None:
    """Who can sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the user may do.")
@click.option("--name", default="", help="The user's name.")
@click.option("--member", "member_id", type=int, help="The number of the person whose account it is.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of inviting.")
@in_app
def add(email: str, role: str, name: str, member_id: int | None, *, password_stdin: bool) -> None:
    """Add a user, and mail them an invitation unless a password is given."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with act("user add") as session:
        added = _added(session, email, Role(role), name, password)
        _link(session, added, member_id)
        if password is None:
            mailing.mail_invitation(session, datetime.now(UTC), current_app.config["SETTINGS"].secret_key, added)
        sentence = f"Added {added.email} as {role}" + ("." if password else "; an invitation is on its way.")
    click.echo(sentence)


@user.command("list")
@in_app
def show() -> None:
    """List everybody who can or could sign in."""
    with act("user list") as session:
        rows = [
            (one.email, one.role.value, one.state.value, "second factor" if one.totp_secret else "")
            for one in list_users(session)
        ]
    for row in rows:
        click.echo("\t".join(row).rstrip())
    click.echo(f"{len(rows)} users.", err=True)


@user.command("disable")
@click.argument("email")
@in_app
def disable(email: str) -> None:
    """Shut a user out at once."""
    with act("user disable") as session:
        found = find_user(session, email)
        if found is None:
            message = f"Nobody signs in with {email}."
            raise PlainError(message)
        try:
            service.disable(session, found, datetime.now(UTC), by=None)
        except LastCoordinatorError:
            message = f"{email} is the only coordinator. Make somebody else coordinator first."
            raise PlainError(message) from None
    click.echo(f"Disabled {email}.")


@user.command("link")
@click.argument("email")
@in_app
def link(email: str) -> None:
    """Print a link that signs a user in once within ten minutes, when no mail reaches them."""
    settings: Settings = current_app.config["SETTINGS"]
    with act("user link") as session:
        found = find_user(session, email)
        if found is None or found.state in SHUT:
            message = f"Nobody can sign in with {email}."
            raise PlainError(message)
        address = hand_out_link(session, settings.secret_key, settings.base_url, found, datetime.now(UTC))
    click.echo(address)


def _added(session: Session, email: str, role: Role, name: str, password: str | None) -> User:
    if "@" not in email.strip("@"):
        message = f"{email} is not an address."
        raise PlainError(message)
    if password is not None and role is Role.MEMBER:
        message = "Members have no password: they sign in by a mailed link."
        raise PlainError(message)
    try:
        return service.add_user(session, datetime.now(UTC), email=email, role=role, name=name, password=password)
    except AddressTakenError:
        message = f"Somebody already signs in with {email}."
        raise PlainError(message) from None
    except WeakPasswordError as error:
        message = f"The password is {error.weakness.value}: use at least eight characters and nothing usual."
        raise PlainError(message) from None


def _link(session: Session, added: User, member_id: int | None) -> None:
    """Make the user one of our people: the one named, else the only one with this address."""
    person = _person(session, added, member_id)
    if person is None:
        return
    link_user(session, person, added.id)
    added.name = added.name or person.name
    describe(session, f"Added {added.shown_name} as {added.role.value}", subject=f"users:{added.id}")


def _person(session: Session, added: User, member_id: int | None) -> Member | None:
    if member_id is not None:
        person = session.get(Member, member_id)
        if person is None or person.user_id is not None:
            message = f"There is no person {member_id} without an account."
            raise PlainError(message)
        return person
    people = people_with_address(session, added.email) if added.role is Role.MEMBER else ()
    if len(people) > 1:
        message = f"{len(people)} people share {added.email}, so it can't be an account. Use one of their own."
        raise PlainError(message)
    return people[0] if people and people[0].user_id is None else None


commands: Sequence[click.Command] = (user,)

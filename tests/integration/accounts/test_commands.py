"""The commands about accounts."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from crm.accounts.cli import user
from crm.accounts.models import UserState
from crm.accounts.rights import Role
from tests.support.accounts import PASSWORD, add_people, get_user, mails, make_user, new_browser


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    """Run `crm user …`."""
    return CliRunner().invoke(user, arguments, input=typed, obj=ScriptInfo(create_app=lambda: app))


def test_a_user_with_a_password_signs_in_at_once(app: Flask) -> None:
    result = run(app, "add", "Sam@coalition.example", "--role", "staff", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (result.exit_code, result.output) == (0, "Added sam@coalition.example as staff.\n")
    assert new_browser(app).sign_in("sam@coalition.example").status_code == 302
    assert mails(app) == []


def test_a_user_without_a_password_is_invited(app: Flask) -> None:
    assert run(app, "add", "sam@coalition.example", "--role", "coordinator").exit_code == 0
    assert [mail.kind for mail in mails(app)] == ["invite"]


@pytest.mark.parametrize(
    ("arguments", "typed", "word"),
    [
        (["add", "ann@coalition.example", "--role", "staff"], "", "already signs in"),
        (["add", "no-address", "--role", "staff"], "", "not an address"),
        (["add", "s@coalition.example", "--role", "staff", "--password-stdin"], "short\n", "too short"),
        (["add", "m@parliament.example", "--role", "member", "--password-stdin"], f"{PASSWORD}\n", "no password"),
        (["add", "m@parliament.example", "--role", "member", "--member", "99"], "", "no person 99"),
        (["disable", "ann@coalition.example"], "", "only coordinator"),
        (["disable", "nobody@coalition.example"], "", "Nobody signs in"),
    ],
)
def test_what_cannot_be_done_is_said_plainly_and_changes_nothing(
    app: Flask, arguments: list[str], typed: str, word: str
) -> None:
    make_user(app)
    result = run(app, *arguments, typed=typed)
    assert result.exit_code == 1
    assert word in result.output
    assert get_user(app, 1).state is UserState.ACTIVE
    assert "1 users." in run(app, "list").output


def test_users_are_listed_and_disabled(app: Flask) -> None:
    make_user(app)
    make_user(app, "sam@coalition.example", Role.STAFF)
    assert run(app, "disable", "SAM@coalition.example").output == "Disabled SAM@coalition.example.\n"
    assert "sam@coalition.example\tstaff\tdisabled" in run(app, "list").output
    assert get_user(app, 2).state is UserState.DISABLED


def test_a_members_account_is_that_of_the_only_person_with_the_address(app: Flask) -> None:
    add_people(app, "Ada MP")
    assert run(app, "add", "MP@parliament.example", "--role", "member").exit_code == 0
    assert get_user(app, 1).name == "Ada MP"


def test_an_address_of_several_people_is_no_account(app: Flask) -> None:
    add_people(app, "Ada MP", "Ben MP")
    result = run(app, "add", "mp@parliament.example", "--role", "member")
    assert result.exit_code == 1
    assert "2 people share" in result.output

"""The outbox in the browser."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from crm.config import Settings
from crm.mail.building import Mail, Sender, build
from crm.mail.outbox import Outbox
from crm.mail.transport import ConnectionLostError, Envelope, RefusedError

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENDER = Sender("Friends", "friends@coalition.example")
ATTACK = '<script>fetch("/xss")</script>'


def keep(settings: Settings, mail: Mail, recipient: str = "amina@parliament.example") -> str:
    """Put a message into the outbox as delivery does; gives its name."""
    content = build(mail, SENDER, recipient, "<1@coalition.example>", AT)
    outbox = Outbox(settings.instance_path / "outbox").connect()
    words = outbox.send(Envelope(SENDER.email, recipient, content), lambda: True)
    assert words is not None
    return words.split()[2].removesuffix(".eml")


@pytest.fixture
def digest(settings: Settings) -> str:
    mail = Mail(f"Update {ATTACK}", "Hello\n", f"<p>Hello {ATTACK}</p>", headers={"List-Id": "<updates.example>"})
    return keep(settings, mail)


@pytest.fixture
def invitation(settings: Settings) -> str:
    return keep(settings, Mail("Your invitation", "https://x.example/secret\n", "<p>secret</p>"))


@pytest.mark.parametrize("role", ["coordinator", "staff"])
def test_a_kept_digest_is_listed_and_read_as_text_in_a_frame_and_as_a_file(
    sign_in: Callable[..., FlaskClient], digest: str, role: str
) -> None:
    browser = sign_in(role)
    page = browser.get("/mail/outbox/").text
    assert "amina@parliament.example" in page
    assert ATTACK not in page
    message = browser.get(f"/mail/outbox/{digest}").text
    assert "Hello" in message
    assert f'src="/mail/outbox/{digest}/html"' in message
    assert ATTACK not in message
    body = browser.get(f"/mail/outbox/{digest}/html")
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "default-src 'none'" in body.headers["Content-Security-Policy"]
    file = browser.get(f"/mail/outbox/{digest}/file", buffered=True)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.mimetype == "message/rfc822"


def test_links_that_let_somebody_in_are_for_whoever_manages_users_only(
    sign_in: Callable[..., FlaskClient], digest: str, invitation: str
) -> None:
    staff, coordinator = sign_in("staff"), sign_in("coordinator")
    assert invitation not in staff.get("/mail/outbox/").text
    assert digest in staff.get("/mail/outbox/").text
    assert invitation in coordinator.get("/mail/outbox/").text
    for part in ("", "/html", "/file"):
        assert staff.get(f"/mail/outbox/{invitation}{part}", buffered=True).status_code == 404
        assert coordinator.get(f"/mail/outbox/{invitation}{part}", buffered=True).status_code == 200


def test_nobody_else_reads_the_outbox(sign_in: Callable[..., FlaskClient], client: FlaskClient, digest: str) -> None:
    assert client.get("/mail/outbox/").status_code == 302
    assert sign_in("member").get(f"/mail/outbox/{digest}").status_code == 403


@pytest.mark.parametrize("name", ["unknown", "..%2f..%2fsecret_key", "a.b", "%00"])
def test_a_name_that_is_not_in_the_outbox_is_not_found(sign_in: Callable[..., FlaskClient], name: str) -> None:
    assert sign_in("coordinator").get(f"/mail/outbox/{name}").status_code == 404


def test_an_empty_outbox_says_what_to_do(sign_in: Callable[..., FlaskClient]) -> None:
    assert "Nothing was written yet" in sign_in("staff").get("/mail/outbox/").text


def test_a_kept_message_is_its_owners_alone_and_kept_once(settings: Settings, digest: str) -> None:
    keep(settings, Mail("Other", "Hello\n", "<p>Hello</p>"))
    path = settings.instance_path / "outbox" / f"{digest}.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    again = keep(settings, Mail("Other", "Hello\n", "<p>Hello</p>"))
    assert len(list(path.parent.iterdir())) == 2
    assert (path.parent / f"{again}.eml").exists()


def test_a_full_disk_refuses_one_message_and_a_missing_folder_is_no_connection(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ConnectionLostError):
        Outbox(blocked).connect()
    with pytest.raises(RefusedError, match="452"):
        Outbox(tmp_path / "gone").send(Envelope("a@b.example", "c@d.example", b"x"), lambda: True)

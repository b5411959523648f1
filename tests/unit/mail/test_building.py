"""Messages as bytes."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.mail.building import Attachment, Mail, Sender, ascii_address, build

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SENDER = Sender("Friends — Amis, Ünited", "friends@coalition.example")


def built(mail: Mail, recipient: str = "amina@parliament.example") -> bytes:
    return build(mail, SENDER, recipient, "<1234@coalition.example>", AT)


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def test_a_message_has_a_text_and_an_html_part_that_stand_alone() -> None:
    message = parsed(built(Mail("Subject", "Text é\n", "<p>Text é</p>\n")))
    assert message.get_content_type() == "multipart/alternative"
    first, second = message.iter_parts()
    assert (first.get_content_type(), first.get_content()) == ("text/plain", "Text é\r\n")
    assert (second.get_content_type(), second.get_content()) == ("text/html", "<p>Text é</p>\r\n")
    assert message["Message-ID"] == "<1234@coalition.example>"
    assert not message.defects


def test_the_same_message_is_the_same_bytes() -> None:
    mail = Mail("Subject", "Text", "<p>Text</p>")
    assert built(mail) == built(mail)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b"])
def test_no_line_end_in_a_subject_makes_a_header(end: str) -> None:
    message = parsed(built(Mail(f"Hello{end}Bcc: x@evil.example", "t", "h")))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: x@evil.example"


def test_a_header_of_a_link_is_plain_or_refused() -> None:
    with pytest.raises(ValueError, match="plain header"):
        built(Mail("s", "t", "h", headers={"List-Help": "<https://x.example>\r\nBcc: y@evil.example"}))


def test_a_domain_in_other_letters_goes_out_in_a_labels() -> None:
    assert ascii_address("amina@bücher.example") == "amina@xn--bcher-kva.example"


@given(st.text(max_size=400), st.text(max_size=2000))
def test_whatever_people_write_arrives_as_written_in_lines_that_servers_take(subject: str, body: str) -> None:
    content = built(Mail(subject, body, body))
    assert all(len(line) <= 998 and line.isascii() for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = parsed(content)
    text = message.get_body(("plain",))
    assert text is not None
    expected = body.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    assert text.get_payload(decode=True) is not None
    assert text.get_payload(decode=True).decode().replace("\r\n", "\n").removesuffix("\n") == expected.removesuffix(
        "\n"
    )


@given(st.text(st.sampled_from(".\r\né a"), max_size=200))
def test_no_line_of_a_message_begins_with_a_dot(body: str) -> None:
    mail = Mail(body, body, body, attachments=(Attachment("a.txt", "text/plain", body.encode()),))
    assert not any(line.startswith(b".") for line in built(mail).split(b"\r\n"))

"""No test reaches another machine."""

from __future__ import annotations

import socket

import pytest

from tests.support.network import OutsideError


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as opened, pytest.raises(OutsideError, match=r"192\.0\.2\.1"):
        opened.connect(("192.0.2.1", 25))


def test_the_address_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(OutsideError, match="coalition"):
        socket.getaddrinfo("mail.coalition.example", 25)


def test_a_packet_to_another_machine_is_not_sent() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as opened, pytest.raises(OutsideError):
        opened.sendto(b"?", ("192.0.2.1", 53))

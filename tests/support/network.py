"""The tests speak to this machine only."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

WATCHED = {"socket.connect", "socket.sendto"}
LOCAL_NAMES = {"localhost", ""}


class OutsideError(RuntimeError):
    """A test asked for something outside this machine."""


def keep_to_loopback() -> None:
    """From now on, to the end of this process, refuse every connection to another machine."""
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event in WATCHED:
        address = arguments[1]
        # A socket of this machine's own has a path for an address.
        if isinstance(address, tuple) and not _is_local(str(address[0])):
            raise OutsideError(str(address))
    elif event == "socket.getaddrinfo" and not _is_local(_text(arguments[0])):
        raise OutsideError(_text(arguments[0]))


def _text(host: str | bytes | None) -> str:
    return host.decode() if isinstance(host, bytes) else host or ""


def _is_local(host: str) -> bool:
    if host in LOCAL_NAMES:
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False

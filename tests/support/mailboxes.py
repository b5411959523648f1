"""Real IMAP and POP servers for the tests: one mailbox each, over loopback, that can be told to fail."""

from __future__ import annotations

import re
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
USERNAME, PASSWORD = "box", "correct horse"


@dataclass
class Box:
    """What lies in the mailbox, by its numbers there; `drop_at` closes the connection at a command."""

    messages: dict[int, bytes] = field(default_factory=dict)
    generation: int = 1
    drop_at: str = ""
    commands: list[str] = field(default_factory=list)
    port: int = 0
    doomed: set[int] = field(default_factory=set)

    def put(self, raw: bytes) -> int:
        """Lay a message into it."""
        number = max(self.messages, default=0) + 1
        self.messages[number] = raw
        return number

    def remove_doomed(self) -> None:
        """Delete what was marked."""
        for number in self.doomed:
            self.messages.pop(number, None)
        self.doomed.clear()


class _Lines(socketserver.StreamRequestHandler):
    """Reads commands line by line and answers them until told to stop."""

    def say(self, text: str) -> None:
        """Send one line."""
        self.wfile.write(f"{text}\r\n".encode())

    @property
    def box(self) -> Box:
        """The mailbox of the server."""
        server: Any = self.server
        found: Box = server.box
        return found

    def lines(self) -> Iterator[str]:
        """Commands as they come, until the line is to be dropped."""
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").strip()
            self.box.commands.append(line)
            if self.box.drop_at and self.box.drop_at in line:
                return
            yield line


class _Imap(_Lines):
    def handle(self) -> None:
        """Speak as much of RFC 3501 as reading a mailbox needs."""
        self.say("* OK ready")
        for line in self.lines():
            tag, _, command = line.partition(" ")
            if not self.answer(tag, command):
                return

    def answer(self, tag: str, command: str) -> bool:
        """Answer one command; False ends the connection."""
        word = command.split(" ", 1)[0].upper()
        if word == "UID":
            word = " ".join(command.upper().split()[:2])
        if word == "LOGIN" and PASSWORD not in command:
            self.say(f"{tag} NO wrong password")
            return True
        for said in self.untagged(word, command):
            self.wfile.write(said)
        self.say(f"{tag} OK done")
        return word != "LOGOUT"

    def untagged(self, word: str, command: str) -> Iterator[bytes]:
        """The lines before the tagged answer."""
        if word == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif word in {"SELECT", "EXAMINE"}:
            yield f"* {len(self.box.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.box.generation}] ok\r\n".encode()
        elif word == "UID SEARCH":
            yield f"* SEARCH {' '.join(map(str, self.box.messages))}\r\n".encode()
        elif word == "UID FETCH":
            number = int(command.split()[2])
            size = int(re.search(r"<0\.(\d+)>", command)[1])  # type: ignore[index]  # our client always asks so
            raw = self.box.messages[number][:size]
            yield f"* 1 FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        elif word == "UID STORE":
            self.box.doomed.add(int(command.split()[2]))
        elif word == "EXPUNGE":
            self.box.remove_doomed()
        elif word == "LOGOUT":
            yield b"* BYE\r\n"


class _Pop(_Lines):
    def handle(self) -> None:
        """Speak as much of RFC 1939 as reading a mailbox needs."""
        self.say("+OK ready")
        for line in self.lines():
            word, _, rest = line.partition(" ")
            if word == "PASS" and rest != PASSWORD:
                self.say("-ERR wrong password")
                continue
            if word == "QUIT":
                self.box.remove_doomed()
            self.answer(word.upper(), rest.split())
            if word == "QUIT":
                return

    def answer(self, word: str, rest: list[str]) -> None:
        """Answer one command."""
        places = dict(enumerate(self.box.messages, start=1))
        number = places.get(int(rest[0])) if rest and rest[0].isdigit() else None
        if word == "UIDL":
            self.say("+OK")
            for place, one in places.items():
                self.say(f"{place} uid-{self.box.generation}-{one}")
            self.say(".")
        elif word == "LIST":
            self.say("+OK")
            for place, one in places.items():
                self.say(f"{place} {len(self.box.messages[one])}")
            self.say(".")
        elif word in {"RETR", "TOP"} and number:
            self.say("+OK")
            for line in self.box.messages[number].splitlines():
                self.wfile.write((b"." if line.startswith(b".") else b"") + line + b"\r\n")
            self.say(".")
        elif word == "DELE" and number:
            self.box.doomed.add(number)
            self.say("+OK")
        else:
            self.say("+OK")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, box: Box, handler: Callable[..., socketserver.BaseRequestHandler], tls: ssl.SSLContext | None
    ) -> None:
        self.box, self.tls = box, tls
        super().__init__((HOST, 0), handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS first, where there is a certificate for it, in the thread of the one connection."""
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:
                return  # the client does not trust us
        with request:
            super().finish_request(request, client_address)


def make_certificate(folder: Path) -> Path:
    """Make a certificate of our own for this machine, with its key, in one file."""
    path = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    said = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}", "-days", "2"]
    subprocess.run([*command, *said, "-keyout", str(path), "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@contextmanager
def mailbox_server(protocol: str, certificate: Path | None = None) -> Iterator[Box]:
    """A server of a protocol (imap, pop) with an empty mailbox, over TLS where there is a certificate."""
    box, tls = Box(), None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    with _Server(box, _Imap if protocol == "imap" else _Pop, tls) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=protocol)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()

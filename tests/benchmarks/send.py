"""Send a digest of 20 KB to N readers into a local sink, and print ratios: `python tests/benchmarks/send.py`.

L is what postfix's smtp-source drives into the same smtp-sink; the naive sender is a Flask-Mail loop over one
connection that renders each message in full. Each round runs all three, so that a ratio is of one moment; the ratios
of CPU time, the sink's included, hold on a busy machine too. Everything is invented, and nothing leaves this machine.
`--memory` compares a worker's peak memory at two sizes instead. CRM_DATABASE_URL chooses PostgreSQL.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pwd
import resource
import shutil
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import formataddr
from pathlib import Path
from typing import Any

import flask_mail
import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers

FOLDER = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(FOLDER))

from crm.accounts.rights import OPERATOR
from crm.app import create_app
from crm.audit.services import Doing, begin
from crm.config import read_settings
from crm.db import make_engine
from crm.digests.models import Digest
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import outlook
from crm.digests.queries.previews import render_turn
from crm.extensions import db
from crm.garbage import look_less_often
from crm.mail.models import Message, MessageState
from crm.mail.services import deliver_due
from crm.treaties.models import Treaty
from tests.benchmarks.seed import Seed

BYTES = 20_000
PARAGRAPH = "Parliaments press governments, approve treaties, pass the laws that carry them out and vote the money. "
_processes = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Sink:
    """Postfix's smtp-sink at work."""

    port: int
    pid: int

    @property
    def cpu(self) -> float:
        """CPU seconds it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sent:
    """What sending took: messages, seconds, and CPU seconds of the sender and of the sink."""

    messages: int
    seconds: float
    cpu: float
    sink_cpu: float
    peak: float = 0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def work(self) -> float:
        """CPU milliseconds a message, the sink's included."""
        return 1000 * (self.cpu + self.sink_cpu) / self.messages


@contextmanager
def sink() -> Iterator[Sink]:
    """Run postfix's smtp-sink on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    owner = ["-u", pwd.getpwnam("nobody").pw_name] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *owner, f"127.0.0.1:{port}", "500"])
    try:
        _await(port)
        yield Sink(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    for _ in range(100):
        try:
            smtplib.SMTP("127.0.0.1", port, "localhost").quit()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "smtp-sink did not start"
    raise SystemExit(message)


def limit(into: Sink, number: int) -> Sent:
    """What smtp-source takes."""
    program = shutil.which("smtp-source") or "/usr/sbin/smtp-source"
    began, cpu, sunk = time.perf_counter(), _cpu(resource.RUSAGE_CHILDREN), into.cpu
    command = [program, "-s", "8", "-d", "-l", str(BYTES), "-m", str(number), f"127.0.0.1:{into.port}"]
    subprocess.run(command, check=True)
    took = time.perf_counter() - began
    return Sent(number, took, _cpu(resource.RUSAGE_CHILDREN) - cpu, into.cpu - sunk)


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def prepare(folder: Path, members: int, port: int) -> None:
    """Make an instance with friends and a digest that waits to be delivered to each."""
    os.environ.update(
        CRM_INSTANCE_PATH=str(folder),
        CRM_MAIL_SERVER="127.0.0.1",
        CRM_MAIL_PORT=str(port),
        CRM_MAIL_RATE="0",
        CRM_MAIL_LIVE="1",
    )
    os.environ.setdefault("CRM_DATABASE_URL", f"sqlite:///{folder / 'crm.sqlite3'}")
    _crm("init")
    engine = make_engine(read_settings(os.environ).database_url)
    with engine.begin() as connection:
        Seed(connection).members(members)
        connection.execute(sa.update(Treaty).values(known_until=datetime.now(UTC).date()))
    engine.dispose()
    intro = folder / "intro.md"
    intro.write_text("Dear [[name]],\n\n" + "\n\n".join([PARAGRAPH * 2] * 22))
    number = _crm("digest", "new", "--title", "What moved this month", "--intro", str(intro)).split()[-1]
    print(_crm("digest", "send", number, "--yes").strip())


def _crm(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "crm", *arguments], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def _deliver(start: Any, results: Any) -> None:
    look_less_often()  # as every command does
    app = create_app()
    configure_mappers()
    with app.app_context():
        delivery = app.extensions["delivery"](lambda: False)
        start.wait()
        before = _cpu(resource.RUSAGE_SELF)
        count = deliver_due(delivery)
    results.put((count, _cpu(resource.RUSAGE_SELF) - before, _peak()))


def _peak() -> float:
    """The most memory this process ever held, in MiB; getrusage would count what its parent held too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def deliver(into: Sink, workers: int) -> Sent:
    """Deliver all that is due."""
    start, results = _processes.Barrier(workers + 1), _processes.Queue()
    running = [_processes.Process(target=_deliver, args=(start, results)) for _ in range(workers)]
    for process in running:
        process.start()
    start.wait()
    began, sunk = time.perf_counter(), into.cpu
    counts = [results.get() for _ in running]
    took = time.perf_counter() - began
    for process in running:
        process.join()
    messages, cpu, peaks = zip(*counts, strict=True)
    return Sent(sum(messages), took, sum(cpu), into.cpu - sunk, max(peaks))


def due(place: int, number: int) -> None:
    """Let so many messages be due, and the others wait."""
    engine = make_engine(read_settings(os.environ).database_url)
    now = datetime.now(UTC)
    with engine.begin() as connection:
        waiting = sa.update(Message).where(Message.state == MessageState.WAITING)
        connection.execute(waiting.values(due_at=now + timedelta(days=1)))
        chosen = Message.id > place * number, Message.id <= (place + 1) * number
        connection.execute(waiting.where(*chosen).values(due_at=now))
    engine.dispose()


def naive(into: Sink, number: int) -> Sent:
    """What a Flask-Mail loop takes that renders the digest in full for each reader."""
    app = create_app()
    with app.app_context():
        now, session = datetime.now(UTC), db.session()
        begin(session, Doing(act="benchmark", at=now, source="command"))
        digest = session.scalars(sa.select(Digest).order_by(Digest.id.desc())).first()
        assert digest is not None
        ahead = outlook(session, composition_of(session, digest), OPERATOR, now, "https://coalition.example")
        emails = dict(session.execute(sa.select(Message.recipient_id, Message.email)).all())
        session.rollback()
        began, cpu, sunk = time.perf_counter(), time.process_time(), into.cpu
        with flask_mail.Connection(app.extensions["mail"]) as connection:
            for turn in ahead.turns[:number]:
                said = render_turn(ahead, turn)
                connection.send(
                    flask_mail.Message(
                        said.subject,
                        recipients=[formataddr(("", emails[turn.reader.member_id]))],
                        sender="Friends <friends@coalition.example>",
                        body=said.text,
                        html=said.html,
                        extra_headers={"List-Unsubscribe": "<https://coalition.example/unsubscribe/token>"},
                    )
                )
    return Sent(number, time.perf_counter() - began, time.process_time() - cpu, into.cpu - sunk)


def measure(number: int, workers: int, rounds: int) -> None:
    """Print the ratios of interleaved rounds, and their medians."""
    with sink() as into, tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), number * rounds, into.port)
        runs = []
        for place in range(rounds):
            due(place, number)
            runs.append((limit(into, number), naive(into, number // 10), deliver(into, workers)))
            _print(f"round {place + 1}", *runs[-1])
    print(f"median of {rounds}, {workers} workers; CPU with the sink's:")
    _print_medians("of L", "at least 0.25", [(best, ours) for best, _plain, ours in runs])
    _print_medians("× naive", "at least 8", [(plain, ours) for _best, plain, ours in runs])
    print(f"  a worker's peak {max(ours.peak for *_, ours in runs):.0f} MiB")


def _print(name: str, best: Sent, plain: Sent, ours: Sent) -> None:
    for who, sent in (("smtp-source", best), ("naive", plain), ("ours", ours)):
        own = 1000 * sent.cpu / sent.messages
        print(f"{name:8} {who:12} {sent.messages:6} at {sent.rate:6.0f}/s; CPU a message {own:.3f} ms", end="")
        print(f", with the sink {sent.work:.3f} ms")


def _print_medians(what: str, goal: str, pairs: Sequence[tuple[Sent, Sent]]) -> None:
    speed = statistics.median(ours.rate / other.rate for other, ours in pairs)
    work = statistics.median(other.work / ours.work for other, ours in pairs)
    print(f"  by messages a second {speed:.2f} {what}, by CPU {work:.2f} {what} ({goal})")


def compare_memory(sizes: Mapping[int, float]) -> None:
    """Print a worker's peak memory at two numbers of recipients."""
    peaks = []
    for number in sizes:
        with sink() as into, tempfile.TemporaryDirectory() as folder:
            os.environ.pop("CRM_DATABASE_URL", None)
            prepare(Path(folder), number, into.port)
            peaks.append(deliver(into, 1).peak)
            print(f"{number} recipients: a worker's peak {peaks[-1]:.1f} MiB")
    print(f"ratio {peaks[-1] / peaks[0]:.2f}")


def main() -> None:
    """Read the arguments and measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=3_000, help="in each round")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--memory", action="store_true")
    given = arguments.parse_args()
    if given.memory:
        compare_memory(dict.fromkeys((1_000, 50_000), 0.0))
    else:
        measure(given.messages, given.workers, given.rounds)


if __name__ == "__main__":
    main()

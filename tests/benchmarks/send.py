"""Send a digest of 20 KB to N readers into a local sink, and print ratios: `python tests/benchmarks/send.py`.

L is what postfix's smtp-source drives into the same smtp-sink; the naive sender is a Flask-Mail loop over one
connection that renders each message in full. Everything is invented, and nothing leaves this machine.
`--memory` compares a worker's peak memory at two sizes instead. CRM_TEST_POSTGRES_URL chooses PostgreSQL.
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
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import formataddr
from pathlib import Path
from typing import Any

import flask_mail
import jinja2
import sqlalchemy as sa

FOLDER = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(FOLDER))

from crm.app import create_app
from crm.config import read_settings
from crm.db import make_engine
from crm.digests.models import FrozenText
from crm.digests.slots import Pattern
from crm.mail.models import Message
from crm.mail.services import deliver_due
from crm.treaties.models import Treaty
from tests.benchmarks.seed import Seed

BYTES = 20_000
PARAGRAPH = "Parliaments press governments, approve treaties, pass the laws that carry them out and vote the money. "
_processes = multiprocessing.get_context("spawn")


@contextmanager
def sink() -> Iterator[int]:
    """Run postfix's smtp-sink on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    owner = ["-u", pwd.getpwnam("nobody").pw_name] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *owner, f"127.0.0.1:{port}", "500"])
    try:
        _await(port)
        yield port
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


def limit(port: int, number: int) -> float:
    """Messages a second that smtp-source gets through."""
    program = shutil.which("smtp-source") or "/usr/sbin/smtp-source"
    began = time.perf_counter()
    command = [program, "-s", "8", "-d", "-l", str(BYTES), "-m", str(number), f"127.0.0.1:{port}"]
    subprocess.run(command, check=True)
    return number / (time.perf_counter() - began)


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
    app = create_app()
    with app.app_context():
        delivery = app.extensions["delivery"](lambda: False)
        start.wait()
        before = resource.getrusage(resource.RUSAGE_SELF)
        count = deliver_due(delivery)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    results.put((count, cpu, _peak()))


def _peak() -> float:
    """The most memory this process ever held, in MiB; getrusage would count what its parent held too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def deliver(workers: int) -> tuple[int, float, float, float]:
    """Deliver all that waits: messages, a second, CPU milliseconds a message, the largest worker's peak in MiB."""
    start, results = _processes.Barrier(workers + 1), _processes.Queue()
    running = [_processes.Process(target=_deliver, args=(start, results)) for _ in range(workers)]
    for process in running:
        process.start()
    start.wait()
    began = time.perf_counter()
    counts = [results.get() for _ in running]
    took = time.perf_counter() - began
    for process in running:
        process.join()
    total = sum(count for count, _, _ in counts)
    return total, total / took, 1000 * sum(cpu for _, cpu, _ in counts) / total, max(peak for _, _, peak in counts)


def naive(number: int) -> tuple[float, float]:
    """Messages a second, and CPU milliseconds a message, of a Flask-Mail loop that renders each in full."""
    app = create_app()
    with app.app_context():
        engine = make_engine(read_settings(os.environ).database_url)
        with engine.connect() as connection:
            variant = sa.select(FrozenText.text, FrozenText.html).order_by(sa.func.length(FrozenText.html).desc())
            text, html = connection.execute(variant.limit(1)).one()
            readers = connection.execute(sa.select(Message.email, Message.payload).limit(number)).all()
        text, html = _template(text, autoescape=False), _template(html, autoescape=True)
        began, cpu = time.perf_counter(), time.process_time()
        with flask_mail.Connection(app.extensions["mail"]) as connection:
            for email, payload in readers:
                values = {"passage": "", **payload}
                connection.send(
                    flask_mail.Message(
                        "What moved this month",
                        recipients=[formataddr(("", email))],
                        sender="Friends <friends@coalition.example>",
                        body=text.render(values),
                        html=html.render(values),
                        extra_headers={"List-Unsubscribe": f"<https://c.example/{payload['unsubscribe_token']}>"},
                    )
                )
        return len(readers) / (time.perf_counter() - began), 1000 * (time.process_time() - cpu) / len(readers)


def _template(words: str, *, autoescape: bool) -> jinja2.Template:
    pieces = enumerate(Pattern.of(words).pieces)
    marked = [f"{{{{ {piece} }}}}" if place % 2 else f"{{% raw %}}{piece}{{% endraw %}}" for place, piece in pieces]
    return jinja2.Environment(autoescape=autoescape).from_string("".join(marked))  # noqa: S701 - one is plain text


def measure(number: int, workers: int) -> None:
    """Print the ratios of one interleaved run."""
    with sink() as port, tempfile.TemporaryDirectory() as folder:
        first = limit(port, number)
        prepare(Path(folder), number, port)
        plain, plain_cpu = naive(min(number, 500))
        total, ours, cpu, peak = deliver(workers)
        best = max(first, limit(port, number))
        print(f"L (smtp-source):           {best:8.0f} messages/s")
        print(f"naive Flask-Mail, rendered {plain:8.0f} messages/s = {plain / best:.3f} of L")
        ratios = f"{ours / best:.3f} of L = {ours / plain:.1f} × naive"
        print(f"ours, {workers} workers:           {ours:8.0f} messages/s = {ratios}")
        print(
            f"CPU a message: naive {plain_cpu:.2f} ms, ours {cpu:.2f} ms; {total} sent, a worker's peak {peak:.0f} MiB"
        )


def compare_memory(sizes: Mapping[int, float]) -> None:
    """Print a worker's peak memory at two numbers of recipients."""
    peaks = []
    for number in sizes:
        with sink() as port, tempfile.TemporaryDirectory() as folder:
            os.environ.pop("CRM_DATABASE_URL", None)
            prepare(Path(folder), number, port)
            peaks.append(deliver(1)[3])
            print(f"{number} recipients: a worker's peak {peaks[-1]:.1f} MiB")
    print(f"ratio {peaks[-1] / peaks[0]:.2f}")


def main() -> None:
    """Read the arguments and measure."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=10_000)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--memory", action="store_true")
    given = arguments.parse_args()
    if given.memory:
        compare_memory(dict.fromkeys((1_000, 50_000), 0.0))
    else:
        measure(given.messages, given.workers)


if __name__ == "__main__":
    main()

"""Print what pages cost against hello world in Flask, in one interleaved run: `python tests/benchmarks/pages.py`.

CPU time of this process, the database's work inside it with SQLite. Beside it the time of the slowest statement
of each page, asked and read by itself. Fill the database first with seed.py.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.accounts import rates
from crm.accounts.models import Counter, SignIn, User, UserState
from crm.accounts.rights import Role
from crm.accounts.tokens import fingerprint
from crm.actions.queries import ORDERS
from crm.app import served
from crm.audit.services import Doing, begin, end
from crm.extensions import db
from crm.members.models import Member
from crm.paging import PAGE_SIZE, Place

WARM = 3
GOAL = 40
WIDTH = 44
TIMES = 100


@dataclass
class Page:
    """One page: how to get it, and what it cost."""

    name: str
    get: Callable[[], tuple[int, int]]
    seconds: list[float] = field(default_factory=list)
    weight: int = 0
    asked: list[tuple[str, Any]] = field(default_factory=list)
    slowest: float = 0.0

    def measure(self) -> None:
        """Get the page once; an answer other than the page itself has no cost worth knowing."""
        before = time.process_time()
        status, self.weight = self.get()
        self.seconds.append(time.process_time() - before)
        if status != HTTPStatus.OK:
            sys.exit(f"{self.name} answered {status}")


def main() -> None:
    """Measure every page in turn, round after round, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    app = served()
    hello = Page("hello world in Flask", _getter(_hello().test_client(), "/"))
    with signed_in(app) as (browsers, member_id):
        pages = [hello, *_pages(app, browsers, member_id)]
        for page in pages:
            for _ in range(WARM):
                with _noting(app) as page.asked:
                    page.measure()
            page.slowest = max((_seconds_of(app, *each) for each in page.asked), default=0.0)
            page.seconds.clear()
        for _ in range(rounds):
            _forget_searches(app)
            for page in pages:
                page.measure()
    _print(pages)


def _pages(app: Flask, browsers: Mapping[Role, FlaskClient], member_id: int) -> Iterator[Page]:
    with app.app_context():
        action_id = db.session.scalar(sa.text("SELECT max(id) FROM action")) or 1
        digest_id = db.session.scalar(sa.text("SELECT max(id) FROM digest")) or 1
        far = _page(1_000)
    coordinator = (
        "/", "/members/", "/members/?country=KE&sort=name", "/members/?q=ozde", "/members/?q=nobodyatall",
        f"/members/{member_id}", "/countries/", "/countries/KE", "/treaties/ccm", "/actions/",
        f"/actions/?page={far}", "/actions/?country=KE", f"/actions/{action_id}", "/follow-ups/", "/digests/",
        "/search?q=ozde", "/search?q=ozzde",
        "/reports/", "/reports/countries", "/reports/digests", "/reports/digests/chart.svg", "/archive/",
        f"/digests/{digest_id}/report", "/milestones/of/KE", "/chambers/", "/library/", "/treaties/positions/",
    )  # fmt: skip
    for address in coordinator:
        yield Page(f"coordinator {address}", _getter(browsers[Role.COORDINATOR], address))
    yield Page("staff /", _getter(browsers[Role.STAFF], "/"))
    for address in ("/", "/actions/", "/actions/new"):
        yield Page(f"member {address}", _getter(browsers[Role.MEMBER], address))


def _page(number: int) -> str:
    """Where a page of the list of actions begins, as its address says."""
    order = ORDERS["on"].reversed
    keys = order.apply(sa.select(*order.columns).where(order.columns[0].is_not(None)))
    before = db.session.execute(keys.offset((number - 1) * PAGE_SIZE - 1).limit(1)).one()
    return Place(tuple(before)).write()


def _hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "Hello, world")
    return app


def _getter(client: FlaskClient, address: str) -> Callable[[], tuple[int, int]]:
    def get() -> tuple[int, int]:
        answer = client.get(address)
        return answer.status_code, len(answer.data)

    return get


@contextmanager
def signed_in(app: Flask) -> Iterator[tuple[Mapping[Role, FlaskClient], int]]:
    """A browser of each role, signed in; what was written for it is taken away again."""
    tokens = {role: secrets.token_hex(16) for role in Role}
    now = datetime.now(UTC)
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="benchmark", at=now, source="command"))
        member = session.scalars(sa.select(Member).where(Member.user_id.is_(None)).order_by(Member.id)).first()
        users = []
        for role, token in tokens.items():
            user = User(email=f"{token}@benchmark.example", role=role, state=UserState.ACTIVE, created_at=now)
            session.add(user)
            session.flush()
            users.append(user.id)
            session.add(SignIn(user_id=user.id, token_hash=fingerprint(token), created_at=now, last_seen_at=now))
            if role is Role.MEMBER and member is not None:
                member.user_id = user.id
        session.commit()
        member_id = member.id if member is not None else 1
    browsers = {role: app.test_client() for role in Role}
    for role, browser in browsers.items():
        with browser.session_transaction() as cookie:
            cookie["sign_in"] = tokens[role]
    try:
        yield browsers, member_id
    finally:
        with app.app_context():
            session = db.session()
            begin(session, Doing(act="benchmark", at=now, source="command"))
            if member is not None:
                session.get_one(Member, member_id).user_id = None
                session.flush()
            for user_id in users:
                session.delete(session.get_one(User, user_id))
            session.commit()
            end(session)


def _forget_searches(app: Flask) -> None:
    """Let nobody be refused for having searched too often."""
    with app.app_context():
        db.session.execute(sa.delete(Counter).where(Counter.key.startswith(rates.SEARCH.name)))
        db.session.commit()


@contextmanager
def _noting(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent meanwhile, each with what filled it."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append((statement, given))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _seconds_of(app: Flask, statement: str, given: Any) -> float:
    """How long a statement takes to be asked and read: the slowest but one of a hundred times."""
    if not statement.startswith("SELECT"):
        return 0.0
    times = []
    with app.app_context(), db.engine.connect() as connection:
        for _ in range(TIMES):
            before = time.perf_counter()
            connection.exec_driver_sql(statement, given).all()
            times.append(time.perf_counter() - before)
    return sorted(times)[-2]


def _print(pages: list[Page]) -> None:
    base = statistics.median(pages[0].seconds)
    print(f"{'page':44} {'CPU ms':>8} {'× hello':>8} {'statements':>10} {'slowest ms':>10} {'KB':>6}")
    for page in pages:
        cost = statistics.median(page.seconds)
        asked = f"{len(page.asked):10} {page.slowest * 1000:10.2f}"
        name = page.name if len(page.name) <= WIDTH else f"{page.name[: WIDTH - 1]}…"
        print(f"{name:{WIDTH}} {cost * 1000:8.2f} {cost / base:8.1f} {asked} {page.weight / 1000:6.1f}")
    over = [page for page in pages if statistics.median(page.seconds) > GOAL * base]
    print(f"{len(over)} of {len(pages) - 1} pages cost more than {GOAL} × hello world")


if __name__ == "__main__":
    main()

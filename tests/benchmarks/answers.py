"""Compares how long unknown, wrong, disabled and invited take to be told no: `python tests/benchmarks/answers.py`.

Prints the median of each in milliseconds, asked in turn, and how far apart the medians are; also for
asking for a new password and for a link to sign in.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.accounts.models import UserState
from crm.accounts.rights import Role
from crm.app import create_app
from crm.config import Settings
from crm.db import Base
from crm.extensions import db
from tests.support.accounts import make_user

WHO = {
    "unknown": "nobody@coalition.example",
    "wrong": "ann@coalition.example",
    "disabled": "off@coalition.example",
    "invited": "new@coalition.example",
    "member": "mp@parliament.example",
}


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder))
        client = app.test_client()
        wrong = {"password": "not the password"}
        _print("password", _measure(times, lambda email: _post(client, "/sign-in", email=email, **wrong)))
        _print("new password", _measure(times, lambda email: _post(client, "/forgot", email=email)))
        _print("link", _measure(times, lambda email: _post(client, "/sign-in", email=email, mail="1")))
        with app.app_context():
            db.engine.dispose()


def _measure(times: int, ask: Callable[[str], float]) -> dict[str, Sequence[float]]:
    taken: dict[str, list[float]] = {who: [] for who in WHO}
    for _ in range(times):
        for who, email in WHO.items():
            taken[who].append(ask(email))
    return dict(taken)


def _post(client: FlaskClient, page: str, **fields: str) -> float:
    start = time.perf_counter()
    client.post(page, data=fields)
    return (time.perf_counter() - start) * 1000


def _print(what: str, taken: dict[str, Sequence[float]]) -> None:
    medians = {who: statistics.median(values) for who, values in taken.items()}
    apart = max(medians.values()) - min(medians.values())
    print(f"{what}: " + ", ".join(f"{who} {median:.1f} ms" for who, median in medians.items()))
    print(f"{what}: medians {apart:.1f} ms apart")


def _application(folder: Path) -> Flask:
    settings = Settings(
        base_url="http://localhost",
        instance_path=folder,
        secret_key=secrets.token_hex(32),
        database_url=f"sqlite:///{folder / 'crm.sqlite3'}",
    )
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
    make_user(app, WHO["wrong"])
    make_user(app, WHO["disabled"], state=UserState.DISABLED)
    make_user(app, WHO["invited"], Role.STAFF, state=UserState.INVITED, password=None)
    make_user(app, WHO["member"], Role.MEMBER)
    # The limit would end the comparison after a few rounds.
    app.before_request_funcs[None] = [
        function for function in app.before_request_funcs[None] if function.__name__ != "check_limits"
    ]
    return app


if __name__ == "__main__":
    main()

"""Print what the map and the curve cost, drawn anew and out of the cache: `python tests/benchmarks/drawings.py`.

CPU time of this process, without the database; it needs an instance with the facts (`crm init`).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.app import create_app
from crm.config import read_settings
from crm.countries.queries import list_places
from crm.extensions import db
from crm.treaties.curve import draw, history
from crm.treaties.drawing import png
from crm.treaties.queries import acts_under, standings
from crm.treaties.views.drawings import _map

GOAL_MS = 50
TREATY = "ccm"


def main() -> None:
    """Draw again and again, and print the median and the slowest of each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    app, today = create_app(read_settings(os.environ)), date.today()  # noqa: DTZ011 - any day does
    with app.test_request_context("/"):
        held = standings(db.session(), TREATY, today)
        names = tuple((place.iso2, place.name) for place in list_places(db.session(), "en"))
        facts = TREATY, today, names, tuple((iso2, standing.status) for iso2, standing in held.items()), "en"
        acts = acts_under(db.session(), TREATY, today)
        svg = _map(*facts)
        print(f"the map: {len(svg):,} characters, {len(held)} States; the goal is {GOAL_MS} ms")
        _print("map, drawn anew", lambda: _map.__wrapped__(*facts), rounds)
        _print("map, out of the cache", lambda: _map(*facts), rounds)
        _print("curve, drawn anew", lambda: draw(history(acts, today), today), rounds)
        _print("map as PNG, drawn anew", lambda: png.__wrapped__(svg), min(rounds, 5))


def _print(name: str, work: Callable[[], object], rounds: int) -> None:
    work()
    taken = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        taken.append((time.process_time() - before) * 1000)
    print(f"{name:<28}{statistics.median(taken):>9.2f} ms{max(taken):>9.2f} ms at most")


if __name__ == "__main__":
    main()

"""Import N people, print ratios against SQLite's own import: `tests/benchmarks/import.py [--rows N] [--file F]`.

The limit is `sqlite3 .import` of the same file plus one SQL upsert into an indexed table. The table has all columns of
the file, the unique key and the indexes that our people have (name, country with name, address), and the journal that
our database has (WAL, NORMAL). It is the limit under which the known ladder comes out: csv and executemany with
validation into that table 0.58 of it, SQLAlchemy Core 0.47, its bulk inserts 0.33. Ours writes people, mandates,
addresses, the words they are found by, and how to undo it all. Each round runs both, so that the ratio is of one
moment; all figures are CPU time, and the start of the program is taken off ours. Without a file the people are
invented. Memory is the peak of the process that imports.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
COLUMNS = ("country_code", "country", "chamber", "term", "ep_id", "name", "sort_name", "email", "party", "constituency")
KEY = "ep_id"
INDEXES = ("sort_name", "country_code, sort_name", "email")


def main() -> None:
    """Run the rounds and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=38_826)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = given.file or invent(folder / "people.csv", given.rows)
        environment = _environment(folder / "compiled")
        _time(invent(folder / "few.csv", 10), folder / "few", environment)  # compiles what it imports
        for number in range(given.rounds):
            report(file, folder / f"round{number}", environment)


def _environment(compiled: Path) -> dict[str, str]:
    """What the command runs in: with compiled modules, as an installation has them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PYTHONPATH": str(FOLDER), "PYTHONPYCACHEPREFIX": str(compiled)}


def invent(file: Path, rows: int) -> Path:
    """Write invented people in the shape of EveryPolitician's latest terms."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for n in range(rows):
            name = f"Person{n % 5000} Invented{n}"
            email = f"p{n}@parliament.example" if n % 3 == 0 else ""
            place = ("KE", "Kenya", "National Assembly") if n % 2 else ("TG", "Togo", "National Assembly")
            writer.writerow((*place, "12", f"id-{n}", name, name, email, f"Party {n % 40}", f"Seat {n % 400}"))
    return file


def report(file: Path, folder: Path, environment: dict[str, str]) -> None:
    """Time the limit, a first import and the same again, and print the ratios."""
    first, again = _time(file, folder, environment)
    limit, rows = limit_of(file, folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"limit {limit:.2f} s ({rows / limit:,.0f} rows/s); ours {first:.2f} s CPU ({rows / first:,.0f} rows/s), "
        f"{limit / first:.3f} of the limit (at least 0.10); "
        f"again {again:.2f} s, {again / first:.2f} of the first (at most 1); "
        f"peak {peak:.0f} MiB (at most 150)"
    )


def _time(file: Path, folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds of a first import and of the same again, each in a process of its own without its start."""
    folder.mkdir()
    environment = {**environment, "CRM_INSTANCE_PATH": str(folder)}
    crm = [sys.executable, "-m", "crm"]
    subprocess.run([*crm, "init"], env=environment, check=True, capture_output=True)
    start = cpu()
    subprocess.run(
        [*crm, "treaty", "status", "ccm", "--format", "json"], env=environment, check=True, capture_output=True
    )
    idle = cpu() - start
    first, again = (take_in(crm, file, environment) - idle for _ in range(2))
    return first, again


def limit_of(file: Path, folder: Path) -> tuple[float, int]:
    """CPU seconds of SQLite's own import and upsert, and the rows it read."""
    program = shutil.which("sqlite3")
    if program is None:
        message = "The command sqlite3 is needed: install SQLite's shell."
        raise SystemExit(message)
    with file.open(newline="", encoding="utf-8") as opened:
        script = limit_script(file, next(csv.reader(opened)))
    start = cpu()
    done = subprocess.run([program, folder / "limit.sqlite3"], input=script, text=True, check=True, capture_output=True)
    return cpu() - start, int(done.stdout.split()[-1])


def limit_script(file: Path, columns: list[str]) -> str:
    """What the limit does, for SQLite's shell; the rows it read are printed at the end."""
    named = ", ".join(columns)
    anew = ", ".join(f"{column} = excluded.{column}" for column in columns if column != KEY)
    return "\n".join(
        (
            "PRAGMA journal_mode = WAL;",
            "PRAGMA synchronous = NORMAL;",
            ".mode csv",
            f".import '{file}' loaded",
            f"CREATE TABLE person (id INTEGER PRIMARY KEY, {' TEXT, '.join(columns)} TEXT, UNIQUE ({KEY}));",
            *(f"CREATE INDEX person_{number} ON person ({index});" for number, index in enumerate(INDEXES)),
            f"INSERT INTO person ({named}) SELECT {named} FROM loaded WHERE true",  # noqa: S608 - our own columns
            f"ON CONFLICT ({KEY}) DO UPDATE SET {anew};",
            "SELECT count(*) FROM loaded;",
            "",
        )
    )


def take_in(crm: list[str], file: Path, environment: dict[str, str]) -> float:
    """CPU seconds of one import, the start of the program included."""
    start = cpu()
    done = subprocess.run(
        [*crm, "members", "import", str(file), "--report", "json"], env=environment, check=True, capture_output=True
    )
    assert json.loads(done.stdout)["errors"] == 0
    return cpu() - start


def cpu() -> float:
    """CPU seconds of all processes that ended under this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"{time.monotonic() - started:.0f} s in all")

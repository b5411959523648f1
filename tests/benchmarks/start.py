"""Print what starting costs against importing Flask and its five extensions: `python tests/benchmarks/start.py`.

CPU time and peak memory of processes of their own, in interleaved rounds, so that a ratio is of one moment.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
LIBRARIES = "import flask, flask_sqlalchemy, flask_login, flask_wtf, flask_mail"
WORKER = "from crm.app import create_app; create_app()"
SLOW = ("weasyprint", "python_calamine", "docxtpl", "babel.dates", "icalendar", "zxcvbn", "xlsxwriter", "resvg_py")
"""Libraries that are imported where they are used, and by no start."""

MEASURED = (
    "import resource, runpy, sys; sys.argv = {argv!r}\n"
    "try: {what}\n"
    "except SystemExit: pass\n"
    "used = resource.getrusage(resource.RUSAGE_SELF)\n"
    "slow = [name for name in {slow!r} if name in sys.modules]\n"
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, *slow, file=sys.stderr)"
)


@dataclass(frozen=True)
class Start:
    """What one process took: CPU seconds, peak MiB, and the slow libraries it imported."""

    cpu: float
    peak: float
    slow: Sequence[str]


def main() -> None:
    """Run the rounds and print the ratios."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CRM_INSTANCE_PATH": folder, "PYTHONPATH": str(FOLDER)}
        subprocess.run([sys.executable, "-m", "crm", "init"], env=environment, check=True, capture_output=True)
        starts: Mapping[str, Sequence[str]] = {
            "Flask and its extensions": [LIBRARIES],
            "crm --help": ["runpy.run_module('crm', run_name='__main__')", "crm", "--help"],
            "a worker": [WORKER],
        }
        runs = [
            {name: _start(*start, environment=environment) for name, start in starts.items()} for _ in range(rounds)
        ]
    _print(runs)


def _round(starts: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> Mapping[str, Start]:
    return {name: _start(*start, environment=environment) for name, start in starts.items()}


def _start(what: str, *argv: str, environment: Mapping[str, str]) -> Start:
    """What a process takes that does this."""
    program = MEASURED.format(argv=list(argv), what=what, slow=SLOW)
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    cpu, peak, *slow = done.stderr.split()
    return Start(float(cpu), float(peak), slow)


def _print(runs: Sequence[Mapping[str, Start]]) -> None:
    base, *others = runs[0]
    cpu, peak = (statistics.median(values) for values in zip(*((r[base].cpu, r[base].peak) for r in runs), strict=True))
    print(f"{base}: {cpu:.2f} s CPU, {peak:.0f} MiB")
    for name in others:
        ratio = statistics.median(run[name].cpu / run[base].cpu for run in runs)
        more = statistics.median(run[name].peak - run[base].peak for run in runs)
        slow = ", ".join(runs[0][name].slow) or "none"
        print(f"{name}: {ratio:.2f} × its CPU (at most 1.35), {more:+.0f} MiB (at most 15); slow libraries: {slow}")


if __name__ == "__main__":
    main()

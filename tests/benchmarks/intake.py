"""How long it takes to read what comes back: the slowest of the real bounces, and of mails made to be slow.

Run: python tests/benchmarks/intake.py [FOLDER OF MAILS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from crm.intake.reading import read
from tests.support.bounces import Returned, letter, plain_bounce, status_report

MOST_SECONDS = 1.0
MANY = 400_000


def hostile() -> Iterator[tuple[str, bytes]]:
    """Mails of a few megabytes that are made to keep a reader busy."""
    bounce = plain_bounce(Returned())
    for name, piece in {
        "lines": "\n",
        "addresses": "<a@b.example>: ",
        "half an address": "a@",
        "letters": "a",
        "dots": "a.",
        "marks": "<",
        "words": "user address recipient ",
        "quotes": "> - * ",
        "received": "Message-ID: <",
        "spaces": " ",
        "original": "original message message mail ",
    }.items():
        body = piece * (MANY // len(piece) * 5)
        yield name, bounce.replace(b"User unknown", body.encode())
        yield f"{name} from a person", letter("a@b.example", body)
        yield f"{name} as HTML", letter("a@b.example", body).replace(b"text/plain", b"text/html")
        yield f"{name} in a report", status_report(Returned(), diagnostic=body.replace("\n", " "))
        yield f"{name} in a header", letter("a@b.example", "x", subject=body.replace("\n", " "))
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(55))
    yield "nested", ("From: a@b.example\r\n" + nested + "x\n" * MANY).encode()
    yield "many parts", ("Content-Type: multipart/report; boundary=a\r\n\r\n" + "--a\r\n\r\nx\r\n" * MANY).encode()


def measure(mails: Iterator[tuple[str, bytes]]) -> list[tuple[float, str]]:
    """Seconds for each mail, the slowest first."""
    taken = []
    for name, raw in mails:
        began = time.perf_counter()
        read(raw)
        taken.append((time.perf_counter() - began, name))
    return sorted(taken, reverse=True)


def main() -> None:
    """Print the slowest, and fail when one takes longer than a second."""
    slowest = measure(hostile())
    if len(sys.argv) > 1:
        files = sorted(path for path in Path(sys.argv[1]).iterdir() if path.suffix in {".eml", ".txt"})
        real = measure((path.name, path.read_bytes()) for path in files)
        print(f"{len(real)} real mails in {sum(seconds for seconds, _ in real):.2f} s; the slowest:")
        print("".join(f"  {seconds * 1000:8.1f} ms  {name}\n" for seconds, name in real[:3]), end="")
        slowest = sorted([*slowest, *real], reverse=True)
    print("Made to be slow:")
    print("".join(f"  {seconds * 1000:8.1f} ms  {name}\n" for seconds, name in slowest[:8]), end="")
    sys.exit(1 if slowest[0][0] > MOST_SECONDS else 0)


if __name__ == "__main__":
    main()

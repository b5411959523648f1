"""What an examination finds: one thing looked at, whether it is well, and what to do if not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How well a thing is: amber can wait, red can't."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    health: Health
    words: str
    advice: str = ""


def green(subject: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(subject, Health.GREEN, words)


def amber(subject: str, words: str, advice: str) -> Finding:
    """Something to do soon."""
    return Finding(subject, Health.AMBER, words, advice)


def red(subject: str, words: str, advice: str) -> Finding:
    """Something to do now."""
    return Finding(subject, Health.RED, words, advice)

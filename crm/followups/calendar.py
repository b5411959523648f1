"""A calendar as a file that calendar programs read (RFC 5545): whole days, each with an id that stays the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on one or more whole days; `uid` tells it from all else in the world."""

    uid: str
    first: date
    last: date
    summary: str
    description: str = ""
    url: str = ""


def write(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """Write entries as a calendar of this name."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - slow to import, and only this needs it

    calendar = Calendar()
    calendar.add("prodid", "-//Parliamentary Friends//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.first)
        # The end of whole days is the day after the last.
        event.add("dtend", entry.last + timedelta(days=1))
        event.add("summary", entry.summary)
        if entry.description:
            event.add("description", entry.description)
        if entry.url:
            event.add("url", entry.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())

"""Bringing in a file of people: what is new, changed or the same, written in one transaction as one change set."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from crm.audit import services as audit
from crm.members.gathering import Person, gather
from crm.members.import_report import SAMPLE, ImportReport
from crm.members.queries.known import Found, Known
from crm.members.services.arriving import Arrival, Newcomer
from crm.members.services.bulk import Batch, Numbers
from crm.members.services.places import Place, Places
from crm.members.services.updating import Update
from crm.members.sources.reading import Format, read

CHUNK = 4_000
Progress = Callable[[int, int], None]


def import_people(
    session: Session,
    now: datetime,
    path: Path,
    *,
    kind: Format | None = None,
    country: str | None = None,
    file_name: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read a file of people and take it in; a dry run finds out the same and writes nothing.

    Raises UnreadableError when the file is no list of people. Never subscribes anybody and makes no users.
    """
    with _keeping_rubbish():
        gathered = gather(read(path, kind))
        report = ImportReport(rows=gathered.rows, errors=gathered.refused)
        report.refusals = [(refusal.number, refusal.reason) for refusal in gathered.refusals]
        run = _Run(session, now, report, dry_run=dry_run)
        run.default_country = country or run.places.guess(file_name)
        people, total = gathered.people(), len(gathered.waiting)
        while chunk := list(islice(people, CHUNK)):
            run.take(chunk)
            if progress is not None:
                progress(report.people, total)
        report.chambers = run.places.created
    if not dry_run:
        audit.describe(session, f"{report.sentence()} from {file_name or path.name}", subject="members:import")
    return report


@contextmanager
def _keeping_rubbish() -> Iterator[None]:
    """Leave the collector off: people hold nothing that holds them, and going through them again and again costs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Run:
    """One run over a file, chunk by chunk, so that memory stays flat."""

    def __init__(self, session: Session, now: datetime, report: ImportReport, *, dry_run: bool) -> None:
        self._session, self._now, self._report, self._dry_run = session, now, report, dry_run
        self._known = Known(session)
        self._numbers = Numbers(session, pretend=dry_run)
        self.places = Places(session)
        self.default_country: str | None = None
        self._arrival = Arrival(report, self.places, now)
        self._update = Update(session, report, self.places, self._arrival)

    def take(self, people: Sequence[Person]) -> None:
        """Find out about a chunk of people, and write what is to be written."""
        batch = Batch(self._session, self._numbers)
        self._arrival.learn_addresses(self._session, people)
        known = self._known.among(people, self._arrival.addresses)
        newcomers: list[Newcomer] = []
        changed: list[tuple[Person, Found]] = []
        for person in people:
            found = known.get((person.scheme, person.key))
            if found is None:
                newcomers.append((person, self._place(person)))
            elif found.erased or person.says_nothing_new(found.said):
                self._report.same += 1
                self._report.without_country += found.country_iso2 is None
            else:
                changed.append((person, found))
        self._welcome(newcomers, batch)
        self._update.take(changed, batch)
        if not self._dry_run:
            batch.write()

    def _welcome(self, newcomers: Sequence[Newcomer], batch: Batch) -> None:
        self._arrival.welcome(newcomers, batch)
        report = self._report
        report.new += len(newcomers)
        report.without_country += sum(place[0] is None for _person, place in newcomers)
        report.new_names += [person.fields["name"] for person, _place in newcomers[: SAMPLE - len(report.new_names)]]

    def _place(self, person: Person) -> Place:
        if not person.country_code and not person.country and self.default_country:
            return self.default_country, ""
        return self.places.place(person.country_code, person.country)

"""Fill the configured database with the world's size: `python tests/benchmarks/seed.py --members N --actions M`.

Everybody is invented, every address ends in .example, and every member is a friend who gets the digest.
The instance must be prepared (`crm init`); running it again adds as many again.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.config import read_settings
from crm.db import Base, make_engine
from crm.digests.models import Digest
from crm.members.names import sort_key, words
from crm.results.services import keep_numbers
from crm.tables import MODELS
from tests.benchmarks.bulk import fill, next_id, settle, without_indexes

GIVEN = (
    "Amina", "Björn", "Chiara", "Dilnoza", "Élodie", "Faisal", "Gréta", "Hồng", "Inés", "José", "Katarzyna", "Łukasz",
    "Mária", "Nguyễn", "Oluwaseun", "Pınar", "Quentin", "Ruth", "Søren", "Thandiwe", "Uchenna", "Věra", "Wanjiru",
    "Ximena", "Yusuf", "Zoë",
)  # fmt: skip
FAMILY = (
    "Adeyemi", "Brânză", "Castañeda", "Đorđević", "Eriksson", "Fernández", "Guðmundsdóttir", "Haddad", "Ivanova",
    "Jääskeläinen", "Kipchoge", "Lefèvre", "Mbeki", "Núñez", "O'Brien", "Özdemir", "Petrović", "Quispe", "Rossi",
    "Świątek", "Þórsson", "Ulloa", "van-der-Berg", "Wójcik", "Yılmaz",
)  # fmt: skip
PARTIES = ("Green Alliance", "Labour", "Liberals", "People's Party", "Centre", "Independent")
SUBJECTS = ("accession to the Convention", "the ratification bill", "victim assistance", "clearance funding", "transit")
KINDS = ("question", "motion", "committee", "bill", "debate", "letter", "meeting", "other")
AIMS = ("accede", "ratify", "promote", "implement", "meet_duty", "sign", None)
STATES = ("sent",) * 96 + ("failed", "failed", "failed", "skipped")
FILLED = ("action", "action_word", "participation", "outcome", "follow_up", "message")
FIRST_DAY = date(2012, 1, 1)
DAYS = 5000


class Seed:
    """One run: what it knows of the database, and its dice."""

    def __init__(self, connection: Connection) -> None:
        """Look at what is there."""
        self.connection = connection
        self.dice = Random(20100801)  # noqa: S311 - invented people need no secret dice
        self.tables = Base.metadata.tables
        self.now = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
        country, chamber = self.tables["country"], self.tables["chamber"]
        self.countries = list(connection.scalars(sa.select(country.c.iso2).order_by(country.c.iso2)))
        rows = connection.execute(sa.select(chamber.c.country_iso2, chamber.c.id).order_by(chamber.c.id))
        self.chambers: dict[str, list[int]] = {}
        for iso2, chamber_id in rows:
            self.chambers.setdefault(iso2, []).append(chamber_id)
        if not self.countries:
            message = "There are no countries in this database. Run: crm init"
            raise SystemExit(message)

    def fill(self, table: str, columns: str, rows: Iterator[Sequence[Any]]) -> None:
        """Write rows and say so."""
        began = time.perf_counter()
        written = fill(self.connection, self.tables[table], columns.split(), rows)
        print(f"  {table}: {written:,} in {time.perf_counter() - began:.1f} s", flush=True)

    def day(self) -> str:
        """Any day of the years that matter."""
        return (FIRST_DAY + timedelta(days=self.dice.randrange(DAYS))).isoformat()

    def members(self, number: int) -> range:
        """Write members with a mandate, an address, consent and their search words."""
        member, address = (next_id(self.connection, self.tables[name]) for name in ("member", "address"))
        ids = range(member, member + number)
        names = [f"{self.dice.choice(GIVEN)} {self.dice.choice(FAMILY)} {self.dice.choice(FAMILY)}" for _ in ids]
        homes = [self.dice.choice(self.countries) for _ in ids]
        known = {name: (sort_key(name), words(name)) for name in set(names)}
        people = list(zip(ids, names, homes, strict=True))
        self.fill(
            "member",
            "id name sort_name country_iso2 party stage stage_since created_at last_contact_on",
            (
                (key, name, known[name][0], home, self.dice.choice(PARTIES), "friend", self.day(), self.now, self.day())
                for key, name, home in people
            ),
        )
        self.fill("name_word", "word member_id", ((word, key) for key, name, _ in people for word in known[name][1]))
        seated = ((key, home) for key, _, home in people if home in self.chambers)
        seats = ((key, self.dice.choice(self.chambers[home]), self.day()[:7]) for key, home in seated)
        self.fill("mandate", "member_id chamber_id starts", seats)
        shift = address - member
        mails = (
            (key + shift, f"friend{key}@{home.lower()}.example", f"{home.lower()}.example") for key, _, home in people
        )
        self.fill("address", "id email domain", mails)
        self.fill("email_address", "member_id address_id", ((key, key + shift) for key in ids))
        basis = "invented for a benchmark"
        self.fill("subscription", "member_id topic basis since", ((key, "digest", basis, self.now) for key in ids))
        changes = ((key, "invited", "friend", self.day()) for key in ids)
        self.fill("stage_change", "member_id before after on", changes)
        settle(self.connection, [self.tables["member"], self.tables["address"]])
        return ids

    def actions(self, number: int, members: range) -> None:
        """Write actions with their search words and participants; every fifth has an outcome."""
        first = next_id(self.connection, self.tables["action"])
        ids = range(first, first + number)
        leads = [self.dice.choice(members) for _ in ids]
        table = self.tables["member"]
        rows = self.connection.execute(sa.select(table.c.id, table.c.country_iso2).where(table.c.id >= members.start))
        home = dict(rows.all())
        subjects = [self.dice.choice(SUBJECTS) for _ in ids]
        self.fill(
            "action",
            "id kind title on country_iso2 aim evidence visibility state origin logged_at",
            (
                (key, self.dice.choice(KINDS), f"Invented: {subject} {key}", self.day(), home[lead],
                 self.dice.choice(AIMS), "seen" if key % 3 == 0 else "told", "network", "done", "benchmark",
                 f"{self.day()} 09:00:00")
                for key, lead, subject in zip(ids, leads, subjects, strict=True)
            ),
        )  # fmt: skip
        if "action_word" in self.tables:
            found = ((word, key) for key, subject in zip(ids, subjects, strict=True)
                     for word in words(f"Invented: {subject} {key}"))  # fmt: skip
            self.fill("action_word", "word action_id", found)
        self.fill("participation", "action_id member_id role", self._participants(ids, leads, members))
        outcomes = ((key, "answer", self.day(), self.now) for key in ids if key % 5 == 0)
        self.fill("outcome", "action_id kind on noted_at", outcomes)
        settle(self.connection, [self.tables["action"]])

    def follow_ups(self, number: int, members: range) -> None:
        """Write follow-ups, most of them done."""
        self.fill(
            "follow_up",
            "text due_on state member_id opened_at",
            (
                (
                    "Invented promise",
                    self.day(),
                    "open" if key % 20 == 0 else "done",
                    self.dice.choice(members),
                    self.now,
                )
                for key in range(number)
            ),
        )

    def deliveries(self, number: int, members: range) -> None:
        """Write sent digests and a message for each of their recipients."""
        digest = next_id(self.connection, self.tables["digest"])
        message = next_id(self.connection, self.tables["message"])
        issues = range(digest, digest + -(-number // len(members)))
        self.fill(
            "digest",
            "id title state window_starts_at window_ends_at public_token created_at sent_at recipients",
            (
                (
                    key,
                    f"Invented digest {key}",
                    "sent",
                    self._sent_at(issues, key),
                    self._sent_at(issues, key),
                    secrets.token_hex(16),
                    self._sent_at(issues, key),
                    self._sent_at(issues, key),
                    min(len(members), number - (key - digest) * len(members)),
                )
                for key in issues
            ),
        )
        pairs = ((issue, member) for issue in issues for member in members)
        self.fill(
            "message",
            "id kind subject_id recipient_id email domain message_id state queued_at due_at attempts ended_at",
            (
                (message + place, "digest", issue, member, f"friend{member}@mail.example", "mail.example",
                 f"<{message + place}@benchmark.example>", self.dice.choice(STATES), self.now, self.now, 1, self.now)
                for place, (issue, member) in zip(range(number), pairs, strict=False)
            ),
        )  # fmt: skip
        settle(self.connection, [self.tables["digest"], self.tables["message"]])
        with Session(self.connection) as session:
            for sent in session.scalars(sa.select(Digest)).all():
                keep_numbers(session, datetime.now(UTC), sent)
            session.flush()

    @staticmethod
    def _sent_at(issues: range, key: int) -> str:
        """When a digest was sent: one every 31 days, the last now."""
        at = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=31) * (issues.stop - 1 - key)
        return at.isoformat(sep=" ", timespec="microseconds")

    def _participants(self, ids: range, leads: Sequence[int], members: range) -> Iterator[Sequence[Any]]:
        for key, lead in zip(ids, leads, strict=True):
            yield key, lead, "lead"
            second = self.dice.choice(members)
            if second != lead:
                yield key, second, "co_sponsor"


def _hurry(raw: Any, _record: object) -> None:
    """Let SQLite hold what it writes in memory; a seed that is cut off is begun again."""
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-1000000")


def main() -> None:
    """Read the arguments and fill."""
    arguments = argparse.ArgumentParser(description=__doc__)
    for name, default in (("members", 1000), ("actions", 10_000), ("follow-ups", -1), ("deliveries", 0)):
        arguments.add_argument(f"--{name}", type=int, default=default)
    given = arguments.parse_args()
    engine = make_engine(read_settings(os.environ).database_url)
    began = time.perf_counter()
    print(f"Filling {engine.url.render_as_string()} ({len(MODELS)} features' tables)")
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _hurry)
    filled = [Base.metadata.tables[name] for name in FILLED if name in Base.metadata.tables]
    with engine.begin() as connection, without_indexes(connection, filled):
        seed = Seed(connection)
        members = seed.members(given.members)
        seed.actions(given.actions, members)
        seed.follow_ups(given.members * 4 if given.follow_ups < 0 else given.follow_ups, members)
        if given.deliveries:
            seed.deliveries(given.deliveries, members)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    print(f"Done in {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()

"""What would happen if a digest were sent now: who gets which variant, who is left out and why, and what is faulty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.digests.checks import Fault, Reach, find_faults
from crm.digests.compile import Compiled, joins_as_rendered, render_variant
from crm.digests.exclusions import Exclusions
from crm.digests.issue import Issue, Passage, Variant
from crm.digests.matrix import NO_STATUS, Cell, Seat, matrix
from crm.digests.queries.deadlines import deadlines
from crm.digests.queries.issues import Composition, hash_of, issues_of, window_of
from crm.digests.queries.news import TREATY
from crm.digests.queries.occasions import attendance_of
from crm.digests.queries.passages import Places, passages, places, with_dates
from crm.digests.queries.readers import excluded_people, held_by_audiences, readers_of
from crm.digests.reader import (
    Reader,
    is_new_for,
    parts_for,
    reason_against,
    reason_in_choices,
    variant_for,
    without_topics,
)
from crm.digests.rendering import Rendered, render_passage
from crm.digests.topics import is_alert
from crm.digests.versions import version_for
from crm.digests.wording import greeting, where_things_stand, why_you_get_this
from crm.languages import speaking
from crm.mail.models import SkipReason
from crm.treaties.queries import counts, known_until
from crm.treaties.status import count

COMPARED = 2
"""As many readers of each variant have their mail rendered in full, to compare it with the one that is joined."""
TOKEN_BYTES = 64
"""Room for the two tokens of a reader, each standing once or twice."""


@dataclass(frozen=True)
class Turn:
    """What one reader gets, or why they get nothing."""

    reader: Reader
    variant: Variant
    reason: SkipReason | None


@dataclass(frozen=True)
class Outlook:
    """Everything that sending a digest at this moment would do; its issues and passages are by language."""

    issues: Mapping[str, Issue]
    content_hash: str
    turns: Sequence[Turn]
    passages: Mapping[str, Mapping[str, Passage]]
    statuses: Mapping[str, str]
    set_aside: Sequence[tuple[int, str]] = ()

    @property
    def issue(self) -> Issue:
        """The issue in the language it is written in."""
        return next(iter(self.issues.values()))

    @cached_property
    def recipients(self) -> Sequence[Turn]:
        """Those who would get it."""
        return [turn for turn in self.turns if turn.reason is None]

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Cell]:
        """How many would get it, by where their country stands and the language of their version."""
        return matrix([self.seat(turn) for turn in self.recipients])

    def seat(self, turn: Turn) -> Seat:
        """Where one reader sits in the matrix."""
        status = self.statuses.get(turn.reader.iso2 or "", NO_STATUS)
        return Seat(turn.reader.member_id, status, turn.variant.language, turn.variant.wanted)

    @cached_property
    def left_out(self) -> Mapping[SkipReason, int]:
        """How many would be left out, by reason."""
        return Counter(turn.reason for turn in self.turns if turn.reason is not None)

    @cached_property
    def countries(self) -> int:
        """In how many countries the recipients are."""
        return len({turn.reader.iso2 for turn in self.recipients if turn.reader.iso2})

    @cached_property
    def variants(self) -> Mapping[Variant, Rendered]:
        """Each variant that somebody would get, rendered with slots."""
        wanted = sorted({turn.variant for turn in self.recipients}, key=lambda variant: variant.key)
        return {variant: render_variant(self.issues[variant.language], variant) for variant in wanted}

    @cached_property
    def rendered_passages(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """The passage of each country and language that somebody would read, as text and as HTML."""
        read = {(turn.reader.iso2 or "", turn.variant.language) for turn in self.recipients}
        return {
            (iso2, language): render_passage(self.passages[language][iso2], language)
            for iso2, language in sorted(read)
            if iso2 in self.passages[language]
        }

    def passage_for(self, turn: Turn) -> Passage | None:
        """What is said to a reader of their country, if it is one we know."""
        return self.passages[turn.variant.language].get(turn.reader.iso2 or "")

    def values_of(self, turn: Turn) -> dict[str, str]:
        """Give a reader's own values, but for the tokens of their links."""
        reader, language = turn.reader, turn.variant.language
        passage = self.passage_for(turn)
        since = reader.subscribed_at
        return {
            "greeting": greeting(reader.salutation, reader.name, language),
            "name": reader.name,
            "country": passage.country if passage else speaking(language).gettext("your country"),
            "why": why_you_get_this(since.date() if since else None, language),
        }

    def faults(self, now: datetime, waiver: str) -> Sequence[Fault]:
        """List what is faulty or worth a second look."""
        not_greeted = [_named(turn) for turn in self.recipients if not self.values_of(turn)["greeting"]]
        others = Counter(turn.variant.wanted for turn in self.recipients if turn.variant.wanted)
        reach = Reach(len(self.recipients), not_greeted, self._largest_bytes(), others, self._misjoined())
        return find_faults(list(self.issues.values()), reach, now.date(), waiver)

    def _misjoined(self) -> Sequence[str]:
        """Those of the first readers of each variant for whom joining gives something else than their own rendering."""
        first: dict[Variant, list[Turn]] = {variant: [] for variant in self.variants}
        for turn in self.recipients:
            if len(first[turn.variant]) < COMPARED and self.values_of(turn)["greeting"]:
                first[turn.variant].append(turn)
        return [_named(turn) for turns in first.values() for turn in turns if not self._joins_as_rendered(turn)]

    def _joins_as_rendered(self, turn: Turn) -> bool:
        compiled, issue = Compiled.of(self.variants[turn.variant]), self.issues[turn.variant.language]
        values = {**self.values_of(turn), "unsubscribe_token": "0" * 32, "tell_token": "1" * 32}
        return joins_as_rendered(compiled, issue, turn.variant, values, self.passage_for(turn))

    def _largest_bytes(self) -> int:
        sizes = {variant: len(rendered.html.encode()) for variant, rendered in self.variants.items()}
        said = {key: len(html.encode()) for key, (_text, html) in self.rendered_passages.items()}
        return max(
            (
                sizes[turn.variant]
                + said.get((turn.reader.iso2 or "", turn.variant.language), 0)
                + TOKEN_BYTES
                + sum(len(value.encode()) for value in self.values_of(turn).values())
                for turn in self.recipients
            ),
            default=0,
        )


def _named(turn: Turn) -> str:
    return f"person {turn.reader.member_id}"


def outlook(session: Session, composition: Composition, actor: Actor, now: datetime, base_url: str) -> Outlook:
    """Look ahead, in a fixed number of statements besides one for each language and each block's audience."""
    digest = composition.digest
    issues = issues_of(session, composition, get_settings(session), base_url, digest.languages)
    excluded = Exclusions.of(digest.excluded)
    readers = readers_of(session, digest.audience, actor, now, issue_id=digest.id, excluded=excluded)
    held_by = held_by_audiences(session, composition.audiences, actor, now)
    countries = {reader.iso2 for reader in readers if reader.iso2}
    known = places(session, countries, digest.languages, now.date())
    said = passages(composition, known, base_url, attendance_of(session, digest))
    said = with_dates(said, deadlines(session, known, digest.languages), window_of(digest))
    said = {language: said.get(language, {}) for language in digest.languages}
    alert = is_alert(digest.template)
    turns = [_turn(reader, issues, held_by, said, now, alert=alert) for reader in readers]
    if any(turn.variant.first_time for turn in turns):
        issues = _with_where_things_stand(session, known, issues)
    statuses = {iso2: standing.status.value for iso2, standing in known.standings.items()}
    aside = excluded_people(session, digest.audience, excluded, actor, now)
    return Outlook(issues, hash_of(composition, issues), turns, said, statuses, aside)


def _turn(
    reader: Reader,
    issues: Mapping[str, Issue],
    held_by: Mapping[int, frozenset[int]],
    said: Mapping[str, Mapping[str, Passage]],
    now: datetime,
    *,
    alert: bool,
) -> Turn:
    language = version_for(reader.language, list(issues))
    parts, known = issues[language].parts, said[language]
    offered = parts_for(reader, parts, held_by, known)
    chosen = offered if alert else without_topics(parts, offered, reader.topics_off)
    passage = known.get(reader.iso2 or "")
    reason = reason_against(reader, now.date())
    if reason is None and not is_new_for(parts, offered, passage):
        reason = SkipReason.NOTHING_NEW
    if reason is None:
        kinds = () if passage is not None and passage.is_news else {part.kind for part in parts if part.key in offered}
        reason = reason_in_choices(reader, kinds, now.date(), alert=alert)
    return Turn(reader, variant_for(reader, chosen, list(issues)), reason)


def _with_where_things_stand(session: Session, known: Places, issues: Mapping[str, Issue]) -> dict[str, Issue]:
    if known.standings:
        stand, until = count(known.standings.values()), known.known_until
    else:
        stand, until = counts(session, TREATY, known.on), known_until(session, TREATY)
    return {
        language: replace(
            issue, where_things_stand=where_things_stand(stand.state_party, stand.signatory, until, language)
        )
        for language, issue in issues.items()
    }

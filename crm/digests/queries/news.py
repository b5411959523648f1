"""What is new in a window: treaty actions, friends' actions with their outcomes, meetings ahead, the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.actions.models import ActionState, Evidence, Outcome, ParliamentaryAction, Participation, Visibility
from crm.countries.models import Country, Meeting
from crm.country_names import called, name_of
from crm.digests.kinds import BlockKind, DigestState
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.windows import Window
from crm.digests.wording import (
    action_line,
    library_line,
    meeting_line,
    outcome_line,
    partial_date,
    treaty_action_line,
)
from crm.library.queries import library_changes
from crm.members.models import Member
from crm.milestones.kinds import LAST
from crm.milestones.queries import milestones_done_between
from crm.milestones.wording import milestone_news
from crm.partial_date import PartialDate
from crm.treaties.queries import treaty_actions_between
from crm.treaties.step import Step

TREATY = "ccm"
NAMES = (Country.iso2, Country.name_en, Country.name_fr, Country.name_es, Country.called_en)
OPEN_TO_THE_NETWORK = (Visibility.NETWORK, Visibility.PUBLIC)
ANNOUNCED = ("verified", "partly")
_PAGES = {"model_text": "texts", "document": "documents"}
Names = Mapping[str, Mapping[str, str]]
"""The names of States, by language and ISO code."""


@dataclass(frozen=True)
class News:
    """Something to tell: what it is about, in words staff can edit, in each language of the digest.

    `told` marks what we know only because somebody told us; `aim` is the step that an action is about; what is not
    `public` is for the network.
    """

    subject: str
    texts: Mapping[str, str]
    link: str = ""
    country_iso2: str | None = None
    told: bool = False
    aim: Step | None = None
    public: bool = True


def news(session: Session, window: Window, languages: Sequence[str]) -> dict[BlockKind, Sequence[News]]:
    """Collect what is new in a window and was in no digest before, for each kind of block."""
    told = _already_told(session)
    found = all_news(session, window, languages)
    return {kind: [item for item in items if item.subject not in told] for kind, items in found.items()}


def all_news(session: Session, window: Window, languages: Sequence[str]) -> dict[BlockKind, Sequence[News]]:
    """Collect what is new in a window for each kind of block, also what was in a digest before."""
    names = {language: country_names(session, language) for language in languages}
    in_sentences = {language: names_in_sentences(session, language) for language in languages}
    return {
        BlockKind.TREATY_ACTIONS: [
            *_treaty_actions(session, window, in_sentences),
            *_milestones(session, window, names),
        ],
        BlockKind.ACTIONS: [*_actions(session, window, names), *_outcomes(session, window, names)],
        BlockKind.MEETINGS: _meetings(session, window, languages),
        BlockKind.LIBRARY: _library(session, window, languages),
    }


def country_names(session: Session, language: str) -> dict[str, str]:
    """Give the names of all States in a language, by ISO code."""
    return {row.iso2: name_of(row, language) for row in session.execute(sa.select(*NAMES))}


def names_in_sentences(session: Session, language: str) -> dict[str, str]:
    """Give the names of all States as they stand in a sentence of a language, by ISO code."""
    return {row.iso2: called(row, language) for row in session.execute(sa.select(*NAMES))}


def is_for_all_to_read(action: type[ParliamentaryAction] = ParliamentaryAction) -> sa.ColumnElement[bool]:
    """Whether an action may stand in a digest: it counts, is open to the network, and no shielded person is in it."""
    shielded = (
        sa.select(Participation.id)
        .join(Member, Member.id == Participation.member_id)
        .where(Participation.action_id == action.id, Member.shielded)
    )
    return sa.and_(
        action.state == ActionState.DONE, action.visibility.in_(OPEN_TO_THE_NETWORK), ~sa.exists(shielded.subquery())
    )


def _already_told(session: Session) -> frozenset[str]:
    """What any digest collected before, also what staff dropped; a cancelled digest that nobody got told nothing."""
    statement = (
        sa.select(BlockItem.subject)
        .join(Block, Block.id == BlockItem.block_id)
        .join(Digest, Digest.id == Block.digest_id)
        .where(BlockItem.subject != "", ~sa.and_(Digest.state == DigestState.CANCELLED, Digest.sent_at.is_(None)))
        .distinct()
    )
    return frozenset(session.scalars(statement))


def _treaty_actions(session: Session, window: Window, names: Names) -> Sequence[News]:
    first, last = window.starts_at.date(), window.ends_at.date()
    rows = treaty_actions_between(session, first, last, treaty_key=TREATY)
    return [
        News(
            f"treaty_action:{row.id}",
            {
                language: treaty_action_line(known.get(row.iso2, row.iso2), row.kind.value, row.on, language)
                for language, known in names.items()
            },
            country_iso2=row.iso2,
        )
        for row in rows
        if row.on >= window.first_day
    ]


def _milestones(session: Session, window: Window, names: Names) -> Sequence[News]:
    """Steps at home that were done; the deposit and the notification are told as treaty actions."""
    rows = milestones_done_between(session, window.starts_at.date(), window.ends_at.date(), TREATY)
    return [
        News(
            f"milestone:{row.id}",
            {
                language: milestone_news(
                    row.kind, known.get(row.iso2, row.iso2), partial_date(row.on, language), language
                )
                for language, known in names.items()
            },
            country_iso2=row.iso2,
        )
        for row in rows
        if row.kind not in LAST and row.on is not None and row.on.latest >= window.first_day
    ]


def _recent(window: Window) -> sa.ColumnElement[bool]:
    """Whether an action is no old one that was only brought in lately."""
    first = PartialDate.of(window.first_day)
    return sa.or_(
        ParliamentaryAction.on.is_(None),
        ParliamentaryAction.on >= first,
        ParliamentaryAction.on == PartialDate(str(first.year)),
        ParliamentaryAction.on == PartialDate(first[:7]),
    )


def _actions(session: Session, window: Window, names: Names) -> Sequence[News]:
    rows = session.scalars(
        sa.select(ParliamentaryAction)
        .where(
            is_for_all_to_read(),
            ParliamentaryAction.logged_at >= window.starts_at,
            ParliamentaryAction.logged_at < window.ends_at,
            _recent(window),
        )
        .order_by(ParliamentaryAction.country_iso2, ParliamentaryAction.on, ParliamentaryAction.id)
    )
    return [
        News(
            f"action:{row.id}",
            {
                language: action_line(
                    known.get(row.country_iso2 or "", ""),
                    row.kind.value,
                    row.title,
                    partial_date(row.on, language),
                    language,
                )
                for language, known in names.items()
            },
            row.link,
            row.country_iso2,
            told=row.evidence is Evidence.TOLD,
            aim=row.aim,
            public=row.visibility is Visibility.PUBLIC,
        )
        for row in rows
    ]


def _outcomes(session: Session, window: Window, names: Names) -> Sequence[News]:
    rows = session.execute(
        sa.select(Outcome, ParliamentaryAction)
        .join(ParliamentaryAction, ParliamentaryAction.id == Outcome.action_id)
        .where(
            is_for_all_to_read(),
            Outcome.noted_at >= window.starts_at,
            Outcome.noted_at < window.ends_at,
        )
        .order_by(ParliamentaryAction.country_iso2, Outcome.id)
    )
    return [
        News(
            f"outcome:{outcome.id}",
            {
                language: outcome_line(
                    known.get(action.country_iso2 or "", ""), outcome.kind.value, action.title, outcome.text, language
                )
                for language, known in names.items()
            },
            outcome.link or action.link,
            action.country_iso2,
            told=action.evidence is Evidence.TOLD and not (outcome.link or action.link),
            aim=action.aim,
            public=action.visibility is Visibility.PUBLIC,
        )
        for outcome, action in rows
    ]


def _meetings(session: Session, window: Window, languages: Sequence[str]) -> Sequence[News]:
    rows = session.scalars(
        sa.select(Meeting)
        .where(
            Meeting.treaty_key == TREATY,
            Meeting.verified.in_(ANNOUNCED),
            Meeting.starts_on > window.ends_at.date(),
            Meeting.starts_on <= window.last_announced_day,
        )
        .order_by(Meeting.starts_on, Meeting.id)
    )
    return [
        News(
            f"meeting:{row.id}",
            {
                language: meeting_line(row.name, row.starts_on, row.ends_on, row.place, language)
                for language in languages
            },
            country_iso2=row.country_iso2,
        )
        for row in rows
    ]


def _library(session: Session, window: Window, languages: Sequence[str]) -> Sequence[News]:
    """Texts and papers that came in or have a new version; each further version is news of its own."""
    return [
        News(
            f"{row.kind}:{row.number}:{row.version}",
            {language: library_line(row.titles, language, is_new=row.is_new) for language in languages},
            f"/library/{_PAGES[row.kind]}/{row.number}",
        )
        for row in library_changes(session, window.starts_at, window.ends_at)
    ]

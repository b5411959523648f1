"""What somebody says of an action before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm.actions.link import read_link
from crm.actions.models import ActionKind, ActionState, Evidence, OutcomeKind, ParticipantRole, Visibility
from crm.partial_date import PartialDate
from crm.treaties.step import Step

LONGEST_TITLE = 300


@dataclass(frozen=True)
class Part:
    """A member's part in an action."""

    member_id: int
    role: ParticipantRole = ParticipantRole.LEAD
    on: PartialDate | None = None
    withdrawn_on: PartialDate | None = None


@dataclass(frozen=True)
class OutcomeDraft:
    """What came of an action, with the votes where there was one."""

    kind: OutcomeKind
    on: PartialDate | None = None
    text: str = ""
    link: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None

    def checked(self) -> OutcomeDraft:
        """The same, its link read; raises BadLinkError."""
        return replace(self, text=self.text.strip(), link=read_link(self.link))


@dataclass(frozen=True)
class ActionDraft:
    """An action as told: without a visibility it is private when staff write it down, the network's when a member does.

    Without a country it is the first participant's.
    """

    kind: ActionKind
    title: str
    on: PartialDate | None = None
    kind_as_written: str = ""
    text: str = ""
    link: str = ""
    reference: str = ""
    country_iso2: str | None = None
    body: str = ""
    chambers: tuple[int, ...] = ()
    aim: Step | None = None
    evidence: Evidence = Evidence.TOLD
    visibility: Visibility | None = None
    state: ActionState = ActionState.DONE
    participants: tuple[Part, ...] = ()
    origin: str = ""
    model_text_id: int | None = None

    def checked(self) -> ActionDraft:
        """The same in good order: one line of title, the link read, nobody twice; raises ValueError."""
        title = " ".join(self.title.split())
        if not title:
            message = "an action needs a line that says what was done"
            raise ValueError(message)
        parts = {part.member_id: part for part in reversed(self.participants)}
        return replace(
            self,
            title=title[:LONGEST_TITLE],
            text=self.text.strip(),
            link=read_link(self.link),
            participants=tuple(reversed(parts.values())),
            chambers=tuple(dict.fromkeys(self.chambers)),
        )

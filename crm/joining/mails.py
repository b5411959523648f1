"""The mails about joining, as the ledger delivers them: confirm your address, a question, a decline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import mails
from crm.accounts.models import Organisation
from crm.accounts.queries import get_settings
from crm.config import Settings
from crm.joining.models import JoinQuestion, JoinRequest, JoinState
from crm.joining.services.answering import DECLINED_KIND, QUESTION_KIND
from crm.joining.services.asking import CONFIRM_KIND, CONFIRM_WITHIN, link_secret
from crm.mail.building import Mail
from crm.mail.kinds import Kind, Recorded
from crm.mail.models import SkipReason


@dataclass(frozen=True)
class JoinMail:
    """One kind of mail about joining; `base_url` is the configured one, whatever a request said of its host."""

    kind: str
    key: str
    base_url: str

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> JoinBatch:
        """Read the requests and questions behind messages, in two statements."""
        requests = [message.recipient_id for message in messages]
        subjects = [message.subject_id for message in messages]
        found = session.scalars(sa.select(JoinRequest).where(JoinRequest.id.in_(requests)))
        asked = (
            session.scalars(sa.select(JoinQuestion).where(JoinQuestion.id.in_(subjects)))
            if self.kind == QUESTION_KIND
            else ()
        )
        return JoinBatch(
            self,
            {request.id: request for request in found},
            {question.id: question.text for question in asked},
            get_settings(session),
            now,
        )


@dataclass(frozen=True)
class JoinBatch:
    """Mails about joining that were claimed together."""

    kind: JoinMail
    requests: Mapping[int, JoinRequest]
    questions: Mapping[int, str]
    organisation: Organisation
    now: datetime

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Hold back what nobody can use any more."""
        request = self.requests.get(message.recipient_id or 0)
        if request is None:
            return SkipReason.ERASED
        if self.kind.kind != CONFIRM_KIND:
            return None
        usable = request.state is JoinState.UNCONFIRMED and request.asked_at > self.now - CONFIRM_WITHIN
        return None if usable else SkipReason.EXPIRED

    def render(self, message: Recorded) -> Mail:
        """Write the mail."""
        request = self.requests[message.recipient_id or 0]
        words = mails.render(self.kind.kind, message.language, self._values(request, message.subject_id or 0))
        return Mail(
            subject=words.subject,
            text=words.text,
            html=words.html,
            language=words.language,
            reply_to=self.organisation.reply_box,
            headers={"Auto-Submitted": "auto-generated"},
        )

    def _values(self, request: JoinRequest, subject_id: int) -> dict[str, object]:
        return {
            "name": request.name,
            "organisation": self.organisation.name or "Parliamentary Friends",
            "postal_address": self.organisation.postal_address,
            "site": self.kind.base_url,
            "link": f"{self.kind.base_url}/join/confirm/{link_secret(self.kind.key, request)}",
            "question": self.questions.get(subject_id, ""),
        }


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """Give every kind of mail about joining, by its name in the ledger."""
    names = (CONFIRM_KIND, QUESTION_KIND, DECLINED_KIND)
    return {name: JoinMail(name, settings.secret_key, settings.base_url) for name in names}

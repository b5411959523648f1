"""A letter as one person would get it, before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.languages import direction
from crm.letters.content import blocks_of, to_html
from crm.letters.kinds import Channel
from crm.letters.models import LetterBatch, LetterTemplate, LetterText, SenderProfile
from crm.letters.plan import Planned
from crm.letters.queries.day import world_on
from crm.letters.queries.outlook import Setting, planned
from crm.letters.queries.recipients import Recipient, recipients_of
from crm.letters.queries.senders import list_senders
from crm.letters.words import planned_words
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries import people


@dataclass(frozen=True)
class Preview:
    """How a letter reads for somebody, or what is missing for it."""

    name: str
    language: str
    subject: str
    body: Markup
    trouble: str = ""

    @property
    def direction(self) -> str:
        """In which direction it is read."""
        return direction(self.language)


def example_id(session: Session, actor: Actor, now: datetime) -> int | None:
    """Somebody for whom to show a letter, where nobody was named: the first of our people with a country."""
    meant = people(session, Filter().everyone, actor, now).also(Member.country_iso2.is_not(None))
    found: int | None = session.scalar(meant.select(Member.id).order_by(Member.sort_name, Member.id).limit(1))
    return found


@dataclass(frozen=True)
class Look:
    """Who looks, when, at a letter of which day."""

    actor: Actor
    now: datetime
    today: date
    on: date
    base_url: str
    language: str = "en"


def preview_words(
    session: Session, template: LetterTemplate, language: str, subject: str, body: str, person_id: int, look: Look
) -> Preview | None:
    """Show words that are not kept yet as one of our people would read them."""
    found = one_recipient(session, person_id, look)
    if found is None:
        return None
    text = LetterText(template_id=template.id, language=language, version=0, subject=subject, body=body)
    batch = LetterBatch(template_id=template.id, dated_on=look.on, channel=Channel.BOTH, left_out=[], sender_id=None)
    organisation = get_settings(session)
    setting = Setting(
        batch=batch,
        template=template,
        texts={language: text},
        senders=[*list_senders(session), _stand_in(organisation)],
        organisation=organisation,
        world=world_on(session, look.on, look.today),
        base_url=look.base_url,
    )
    return preview_of(planned(setting, found, text=text), look.language)


def one_recipient(session: Session, person_id: int, look: Look) -> Recipient | None:
    """One of our people, as far as whoever looks may see them."""
    meant = people(session, Filter().everyone, look.actor, look.now).also(Member.id == person_id)
    found = recipients_of(session, meant.ids(), look.today)
    return found[0] if found else None


def preview_of(letter: Planned, language: str = "en") -> Preview:
    """Show a planned letter."""
    return Preview(
        name=letter.name,
        language=letter.language,
        subject=letter.subject.plain if letter.subject else "",
        body=to_html(blocks_of(letter.body)) if letter.body else Markup(),
        trouble=planned_words(letter, language),
    )


def _stand_in(own: Organisation) -> SenderProfile:
    """Where nobody signs yet: the organisation itself, so that a text can be looked at."""
    name = own.name or "…"
    blank = dict.fromkeys(("signatory_title", "web_page", "letterhead", "postal_address"), "")
    return SenderProfile(
        id=0,
        name=name,
        organisation=name,
        signatory=name,
        reply_email=own.reply_box,
        is_default=True,
        countries=[],
        **blank,
    )

"""What making a batch would do: every letter of it merged, nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.languages import choose
from crm.letters.facts import Links, Place, Sender, fields_of, variant_of
from crm.letters.kinds import BY_EMAIL, BY_POST, LetterKind
from crm.letters.merge import EmptyFieldError, Merged, Value, merge
from crm.letters.models import LetterBatch, LetterTemplate, LetterText, SenderProfile
from crm.letters.plan import LeftOut, Plan, Planned, Reach, Trouble, Wanted, way_to
from crm.letters.queries.day import World, world_on
from crm.letters.queries.recipients import Recipient, meant_by, recipients_of
from crm.letters.queries.senders import list_senders, sender_for
from crm.letters.queries.texts import get_template, newest_texts
from crm.mail.models import AddressState
from crm.members.models import Stage

MOST = 5_000
"""Letters of one batch: more are made in several."""

NO_REFERENCE, NO_TOKEN = "·" * 9, "preview"
"""What stands in a letter that is only looked at."""


@dataclass(frozen=True)
class Setting:
    """All that the letters of a batch share."""

    batch: LetterBatch
    template: LetterTemplate
    texts: Mapping[str, LetterText]
    senders: Sequence[SenderProfile]
    organisation: Organisation
    world: World
    base_url: str

    def sender_of(self, iso2: str | None) -> SenderProfile | None:
        """Who signs the letters to a country."""
        return sender_for(self.senders, iso2, self.batch.sender_id)


def setting_of(session: Session, batch: LetterBatch, today: date, base_url: str) -> Setting:
    """Read what the letters of a batch share: a fixed number of statements."""
    return Setting(
        batch=batch,
        template=get_template(session, batch.template_id),
        texts=newest_texts(session, batch.template_id),
        senders=list_senders(session),
        organisation=get_settings(session),
        world=world_on(session, batch.dated_on, today),
        base_url=base_url,
    )


def outlook(session: Session, setting: Setting, actor: Actor, now: datetime, today: date) -> Plan:
    """Plan every letter of a batch, for at most `MOST` people."""
    chosen = meant_by(session, setting.batch, actor, now).ids()
    return plan(setting, recipients_of(session, chosen, today))


def plan(setting: Setting, recipients: Sequence[Recipient]) -> Plan:
    """Plan letters to these people."""
    wanted = wanted_by(setting)
    letters: list[Planned] = []
    left_out: dict[int, LeftOut] = {}
    for recipient in recipients:
        way = way_to(reach_of(recipient), wanted)
        if isinstance(way, LeftOut):
            left_out[recipient.person.member_id] = way
        else:
            letters.append(planned(setting, recipient, way))
    names = {recipient.person.member_id: recipient.person.name for recipient in recipients}
    return Plan(letters, left_out, names)


def planned(
    setting: Setting,
    recipient: Recipient,
    way: tuple[bool, bool] = (True, True),
    *,
    text: LetterText | None = None,
    sender: SenderProfile | None = None,
    reference: str = NO_REFERENCE,
    token: str = NO_TOKEN,
    enclosures: Sequence[str] = (),
) -> Planned:
    """Merge one letter, or say what is missing for it."""
    person, world = recipient.person, setting.world
    standing = world.standings.get(person.iso2 or "")
    text = text or text_for(setting.texts, person.language)
    sender = sender or setting.sender_of(person.iso2)
    letter = Planned(
        member_id=person.member_id,
        name=person.name,
        iso2=person.iso2,
        language=text.language if text else person.language,
        wanted_language=person.language,
        variant=variant_of(standing),
        by_post=way[0],
        by_email=way[1],
    )
    if text is None or sender is None:
        return replace(letter, trouble=Trouble.NO_TEXT if text is None else Trouble.NO_SENDER)
    fields = fields_of(
        person,
        Place(world.names(person.iso2, text.language), standing, world.procedure(person.iso2)),
        world.day,
        sender_facts(sender, setting.organisation),
        Links(setting.base_url, token),
        text.language,
        reference=reference,
        enclosures=enclosures,
    )
    subject, body, empty = _merged(text, fields)
    return replace(
        letter,
        text_id=text.id,
        sender_id=sender.id,
        subject=subject,
        body=body,
        trouble=Trouble.EMPTY_FIELD if empty else None,
        detail=empty,
    )


def text_for(texts: Mapping[str, LetterText], wanted: str) -> LetterText | None:
    """The text in a person's language, else in English, else in any."""
    return texts[choose(texts, wanted).language] if texts else None


def sender_facts(sender: SenderProfile, organisation: Organisation) -> Sender:
    """Who signs, and the network that the letter invites to, which is always ours."""
    return Sender(
        organisation=sender.organisation,
        signatory=sender.signatory,
        signatory_title=sender.signatory_title,
        reply_to=sender.reply_email or organisation.reply_box,
        web_page=sender.web_page,
        network=organisation.name,
        network_contact=organisation.reply_box,
    )


def wanted_by(setting: Setting) -> Wanted:
    """How the letters of a batch are to go."""
    batch = setting.batch
    return Wanted(
        by_post=batch.channel in BY_POST,
        by_email=batch.channel in BY_EMAIL,
        invites=setting.template.kind is LetterKind.INVITATION,
        not_within_days=batch.not_within_days,
        left_out={int(one) for one in batch.left_out},
        on=batch.dated_on,
    )


def reach_of(recipient: Recipient) -> Reach:
    """How somebody can be reached."""
    return Reach(
        member_id=recipient.person.member_id,
        shielded=recipient.shielded,
        gone=recipient.stage is Stage.LEFT,
        invited_on=recipient.invited_on,
        has_post=bool(recipient.postal_address),
        has_email=bool(recipient.email),
        email_works=recipient.address_state is AddressState.OK,
    )


def _merged(text: LetterText, fields: Mapping[str, Value]) -> tuple[Merged | None, Merged | None, tuple[str, ...]]:
    """Subject and body, and every field that would stand in either of them empty."""
    done: list[Merged | None] = []
    empty: list[str] = []
    for source in (text.subject, text.body):
        try:
            done.append(merge(source, fields))
        except EmptyFieldError as error:
            done.append(None)
            empty += error.names
    return done[0], done[1], tuple(dict.fromkeys(empty))

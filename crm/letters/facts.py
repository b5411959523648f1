"""What a letter says to one person: every field, from where their State stands on the day of the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from crm.countries.names import opening
from crm.countries.procedure import Procedure
from crm.languages import known_date, long_date
from crm.letters.merge import Value
from crm.letters.salutation import Gender, gender_of, greeting
from crm.partial_date import PartialDate
from crm.treaties.status import Counts, Known, Standing, told_until
from crm.treaties.step import Step

UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Names:
    """A country's names in one language: alone, and as it runs in a sentence."""

    name: str
    called: str


@dataclass(frozen=True, slots=True)
class Place:
    """The person's State on the day of the letter; nothing of it is known of somebody without one."""

    names: Names | None = None
    standing: Standing | None = None
    procedure: Procedure = Procedure.NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Person:
    """What a letter knows of the person it goes to."""

    member_id: int
    name: str
    honorific: str = ""
    salutation: str = ""
    gender: str = ""
    language: str = "en"
    iso2: str | None = None
    party: str = ""
    friend_since: date | None = None
    chamber: str = ""
    house: str = ""
    latest_action: str = ""
    latest_action_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name the letter goes, and whose network it invites to."""

    organisation: str
    signatory: str
    signatory_title: str = ""
    reply_to: str = ""
    web_page: str = ""
    network: str = ""
    network_contact: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The day of the letter: how many States stood where, and how far that is known."""

    on: date
    counts: Counts
    in_force_on: date
    known: Known

    def known_of(self, standing: Standing | None) -> date:
        """The day up to which a State's own standing is known: an act of another says nothing of it."""
        return min(self.on, told_until(self.known.looked, [standing] if standing else []))


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses in a letter; all are of this instance."""

    base_url: str
    token: str

    @property
    def personal(self) -> str:
        """The person's own page: to join, to answer, and all that is enclosed."""
        return f"{self.base_url}/join/{self.token}"

    def models(self, kind: str, step: Step | None, language: str) -> str:
        """The model texts of a kind for a step."""
        asked = {"kind": kind, "step": step.value if step else "", "language": language}
        asked = {name: value for name, value in asked.items() if value}
        return f"{self.base_url}/library/?{urlencode(asked)}"


def fields_of(
    person: Person,
    place: Place,
    day: Day,
    sender: Sender,
    links: Links,
    language: str,
    *,
    reference: str,
    enclosures: Sequence[str] = (),
) -> Mapping[str, Value]:
    """Give every field its value in this language; what is not known or does not hold is empty."""
    return {
        **_of_person(person, language),
        **_of_country(place.names),
        **_of_standing(place, day, language),
        **_of_day(day, language),
        **_of_sender(sender),
        **_of_links(links, place.standing.step if place.standing else None, language),
        "reference": reference,
        "enclosures": tuple(enclosures),
    }


def variant_of(standing: Standing | None) -> str:
    """Name the variant of a letter by the step and the asks beside it: "ratify+interim_measures"."""
    return "" if standing is None else "+".join(step.value for step in (standing.step, *standing.second_asks))


def _of_person(person: Person, language: str) -> Mapping[str, Value]:
    gender = gender_of(person.gender)
    acted = person.latest_action_on
    return {
        "greeting": greeting(
            person.salutation, person.honorific, person.name, person.gender, language, upper=person.house == UPPER
        ),
        "name": person.name,
        "honorific": person.honorific,
        "chamber": person.chamber,
        "party": person.party,
        "feminine": gender is Gender.FEMININE,
        "masculine": gender is Gender.MASCULINE,
        "friend_since": _day(person.friend_since, language),
        "latest_action": person.latest_action,
        "latest_action_on": known_date(acted, language) if acted else "",
    }


def _of_country(names: Names | None) -> Mapping[str, Value]:
    called = names.called or names.name if names else ""
    return {
        "country": called,
        "country_opening": opening(called),
        "country_name": names.name if names else "",
    }


def _of_standing(place: Place, day: Day, language: str) -> Mapping[str, Value]:
    at = place.standing
    asks = at.second_asks if at else ()
    days = {
        "signed_on": at.signed_on if at else None,
        "deposited_on": at.deposited_on if at and at.is_party else None,
        "in_force_on": at.in_force_on if at and at.is_party else None,
        "withdrawal_notified_on": at.withdrawal_notified_on if at else None,
        "withdrawal_expected_on": at.withdrawal_expected_on if at else None,
        "withdrew_on": at.withdrawal_effective_on if at else None,
    }
    return {
        "status": at.status.value if at else "",
        "step": at.step.value if at else "",
        "procedure": place.procedure.value,
        "override": at.override if at else "",
        "interim_measures": Step.INTERIM_MEASURES in asks,
        "vote": Step.VOTE in asks,
        "deposit_kind": at.deposit_kind.value if at and at.deposit_kind and at.is_party else "",
        "not_yet_in_force": bool(at and at.is_party and at.in_force_on and at.in_force_on > day.on),
        "country_as_known": day.known_of(at) < day.on,
        "country_known_on": long_date(day.known_of(at), language),
        **{name: _day(each, language) for name, each in days.items()},
    }


def _of_day(day: Day, language: str) -> Mapping[str, Value]:
    counts = day.counts
    return {
        "date": long_date(day.on, language),
        "as_known": day.on > day.known.told,
        "known_on": long_date(min(day.known.told, day.on), language),
        "before_entry_into_force": day.on < day.in_force_on,
        "states_parties": str(counts.state_party),
        "signatories": str(counts.signatory),
        "not_joined": str(counts.not_joined),
        "withdrawn": str(counts.withdrawn),
        "ever_signed": str(counts.ever_signed),
        "ever_joined": str(counts.ever_joined),
    }


def _of_sender(sender: Sender) -> Mapping[str, Value]:
    return {
        "organisation": sender.organisation,
        "signatory": sender.signatory,
        "signatory_title": sender.signatory_title,
        "reply_to": sender.reply_to,
        "web_page": sender.web_page,
        "network": sender.network or sender.organisation,
        "network_contact": sender.network_contact or sender.reply_to,
    }


def _of_links(links: Links, step: Step | None, language: str) -> Mapping[str, Value]:
    return {
        "join_link": links.personal,
        "join_page": f"{links.base_url}/join",
        "library_page": f"{links.base_url}/library/",
        "model_question": links.models("written_question", step, language),
        "model_motion": links.models("motion", step, language),
        "model_committee": links.models("committee_request", step, language),
        "model_letter": links.models("minister_letter", step, language),
        "model_speech": links.models("speech", step, language),
        "model_interim": links.models("", Step.INTERIM_MEASURES, language),
    }


def _day(day: date | None, language: str) -> str:
    return long_date(day, language) if day else ""

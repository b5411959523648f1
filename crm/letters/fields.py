"""The fields a letter can use, each with what it says: what the editor shows and what every text is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from crm.languages import speaking

FIELDS = (
    "greeting", "name", "honorific", "chamber", "party", "feminine", "masculine", "friend_since",
    "country", "country_opening", "country_name",
    "status", "step", "procedure", "override", "interim_measures", "vote",
    "signed_on", "deposited_on", "deposit_kind", "in_force_on", "not_yet_in_force",
    "withdrawal_notified_on", "withdrawal_expected_on", "withdrew_on", "country_as_known", "country_known_on",
    "date", "as_known", "known_on", "before_entry_into_force",
    "states_parties", "signatories", "not_joined", "withdrawn", "ever_signed", "ever_joined",
    "latest_action", "latest_action_on",
    "organisation", "signatory", "signatory_title", "reply_to", "web_page", "network", "network_contact",
    "join_link", "join_page", "library_page", "model_question", "model_motion", "model_committee", "model_letter",
    "model_speech", "model_interim", "reference", "enclosures",
)  # fmt: skip


@cache
def field_words(language: str = "en") -> Mapping[str, str]:
    """What each field says, in the reader's words, in the order in which the editor lists them."""
    said = {**_of_people(language), **_of_states(language), **_of_senders(language)}
    return {name: said[name] for name in FIELDS}


def _of_people(language: str) -> Mapping[str, str]:
    _ = speaking(language).gettext
    return {
        "greeting": _("the salutation, in the person's own form or by the forms of the language"),
        "name": _("the person's name"),
        "honorific": _("the person's title"),
        "chamber": _("the chamber they sit in"),
        "party": _("their party"),
        "feminine": _("whether they are addressed as a woman (for conditions)"),
        "masculine": _("whether they are addressed as a man (for conditions)"),
        "friend_since": _("the day they became a friend"),
        "latest_action": _("what the person did last in parliament"),
        "latest_action_on": _("when they did it"),
    }


def _of_states(language: str) -> Mapping[str, str]:
    _ = speaking(language).gettext
    return {
        "country": _("the country's name as it runs in a sentence"),
        "country_opening": _("the same, at the beginning of a sentence"),
        "country_name": _("the country's name alone"),
        "status": _("state_party, signatory, not_joined or withdrawn (for conditions)"),
        "step": _("stay, return, sign, accede, ratify, meet_duty, implement or promote (for conditions)"),
        "procedure": _("how the country ratifies (for conditions)"),
        "override": _("the coordinator's own words for what to ask"),
        "interim_measures": _("whether to ask for interim measures (for conditions)"),
        "vote": _("whether to ask for a vote in the General Assembly (for conditions)"),
        "signed_on": _("the day of signature"),
        "deposited_on": _("the day of ratification or accession"),
        "deposit_kind": _("ratification, acceptance, approval, accession or succession (for conditions)"),
        "in_force_on": _("the day on which the Convention comes into force for the country"),
        "not_yet_in_force": _("whether that day is still to come (for conditions)"),
        "withdrawal_notified_on": _("the day on which a withdrawal was notified"),
        "withdrawal_expected_on": _("the earliest day on which it can take effect"),
        "withdrew_on": _("the day on which a withdrawal took effect"),
        "country_as_known": _("whether nobody has looked up the country since before that day (for conditions)"),
        "country_known_on": _("the day up to which the country's status is known"),
        "date": _("the day of the letter"),
        "as_known": _("whether nobody has looked up the facts since before that day (for conditions)"),
        "known_on": _("the day up to which the facts are known"),
        "before_entry_into_force": _("whether the Convention was not yet in force (for conditions)"),
        "states_parties": _("the number of States Parties on that day"),
        "signatories": _("the number of signatories that have not ratified"),
        "not_joined": _("the number of States that have neither signed nor acceded"),
        "withdrawn": _("the number of States that withdrew"),
        "ever_signed": _("the number of States that had signed by that day"),
        "ever_joined": _("the number of States that had ratified or acceded by that day"),
    }


def _of_senders(language: str) -> Mapping[str, str]:
    _ = speaking(language).gettext
    return {
        "organisation": _("the sender's organisation"),
        "signatory": _("who signs"),
        "signatory_title": _("the title of who signs"),
        "reply_to": _("the address for replies"),
        "web_page": _("the sender's web page"),
        "network": _("the name of the network's own organisation"),
        "network_contact": _("the network's address for replies"),
        "join_link": _("the person's own link to join or to answer"),
        "join_page": _("the page on which anybody can join"),
        "library_page": _("the page of all model texts"),
        "model_question": _("the model questions that fit the country's step"),
        "model_motion": _("the model motions"),
        "model_committee": _("the model requests to a committee"),
        "model_letter": _("the model letters to a minister"),
        "model_speech": _("the model speeches"),
        "model_interim": _("the model texts for interim measures"),
        "reference": _("the letter's reference"),
        "enclosures": _("the numbered list of what is enclosed"),
    }

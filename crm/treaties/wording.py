"""What we say about a State's standing, in a reader's language: the words on screen, in mails, letters and files.

A status asked for a day after the facts were last looked up is always said "as known on" that earlier day.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from crm.countries.names import opening
from crm.languages import listed, long_date, speaking
from crm.treaties.acts import TreatyActionKind
from crm.treaties.reconcile import Doubt
from crm.treaties.sources.untc import Fault
from crm.treaties.status import Counts, Known, Standing, TreatyStatus, told_until


@cache
def status_word(status: TreatyStatus, language: str = "en") -> str:
    """The word for a status in a list."""
    _ = speaking(language).gettext
    return {
        TreatyStatus.STATE_PARTY: _("State Party"),
        TreatyStatus.SIGNATORY: _("Signatory"),
        TreatyStatus.NOT_JOINED: _("Non-signatory"),
        TreatyStatus.WITHDRAWN: _("Withdrew"),
    }[status]


@cache
def status_heading(status: TreatyStatus, language: str = "en") -> str:
    """The words over a list of States that share a status, saying what it means."""
    _ = speaking(language).gettext
    return {
        TreatyStatus.STATE_PARTY: _("States Parties"),
        TreatyStatus.SIGNATORY: _("Signatories (have not ratified)"),
        TreatyStatus.NOT_JOINED: _("Non-signatories (have neither signed nor acceded)"),
        TreatyStatus.WITHDRAWN: _("Withdrew"),
    }[status]


@cache
def act_word(kind: TreatyActionKind, language: str = "en") -> str:
    """The word for a treaty action."""
    _ = speaking(language).gettext
    return {
        TreatyActionKind.SIGNATURE: _("Signature"),
        TreatyActionKind.RATIFICATION: _("Ratification"),
        TreatyActionKind.ACCEPTANCE: _("Acceptance"),
        TreatyActionKind.APPROVAL: _("Approval"),
        TreatyActionKind.ACCESSION: _("Accession"),
        TreatyActionKind.SUCCESSION: _("Succession"),
        TreatyActionKind.PROVISIONAL_APPLICATION: _("Provisional application notified"),
        TreatyActionKind.WITHDRAWAL_NOTIFIED: _("Withdrawal notified"),
        TreatyActionKind.WITHDRAWAL_EFFECTIVE: _("Withdrawal in effect"),
        TreatyActionKind.WITHDRAWAL_REVOKED: _("Withdrawal revoked"),
        TreatyActionKind.SUSPENSION_CLAIMED: _("Suspension claimed (legal effect disputed)"),
    }[kind]


def status_sentence(country_name: str, standing: Standing, on: date, known_until: date, language: str = "en") -> str:
    """Say where a State stands on a day and since when; the name as it runs in a sentence ("the Netherlands")."""
    _ = speaking(language).gettext
    name = opening(country_name)
    if standing.status is TreatyStatus.STATE_PARTY:
        said = " ".join(_party_sentences(name, standing, on, language))
    elif standing.status is TreatyStatus.WITHDRAWN:
        said = _("%(country)s withdrew; the withdrawal took effect on %(day)s.")
        said %= {"country": name, "day": _day(standing.withdrawal_effective_on, language)}
    elif standing.status is TreatyStatus.SIGNATORY:
        said = _("%(country)s signed on %(day)s and has not ratified.")
        said %= {"country": name, "day": _day(standing.signed_on, language)}
    else:
        said = _("%(country)s has neither signed nor acceded.") % {"country": name}
    return as_known(said, on, told_until(known_until, [standing]), language)


def status_line(country_name: str, standing: Standing, language: str = "en") -> str:
    """Say where a State stands in the fewest words: "Kenya signed in 2008, has not ratified."."""
    _ = speaking(language).gettext
    words, day = {
        TreatyStatus.STATE_PARTY: (_("%(country)s has been a State Party since %(year)s."), standing.deposited_on),
        TreatyStatus.WITHDRAWN: (_("%(country)s withdrew in %(year)s."), standing.withdrawal_effective_on),
        TreatyStatus.SIGNATORY: (_("%(country)s signed in %(year)s, has not ratified."), standing.signed_on),
        TreatyStatus.NOT_JOINED: (_("%(country)s has neither signed nor acceded."), None),
    }[standing.status]
    return words % {"country": opening(country_name), "year": day.year if day else ""}


def as_known(said: str, on: date, known_until: date, language: str = "en") -> str:
    """Put "as known on" before a sentence about a day of which nobody has looked up the facts."""
    if on <= known_until:
        return said
    words = speaking(language).gettext("As known on %(day)s: %(sentence)s")
    return words % {"day": long_date(known_until, language), "sentence": said}


def press_sentence(treaty_name: str, counts: Counts, on: date, known: Known, source: str, language: str = "en") -> str:
    """Say the numbers in one sentence that can be quoted: the day they hold for, and whose they are."""
    _, ngettext = speaking(language).gettext, speaking(language).ngettext
    groups = [
        ngettext("%(num)d State Party", "%(num)d States Parties", counts.state_party) % {"num": counts.state_party},
        ngettext("%(num)d signatory (has not ratified)", "%(num)d signatories (have not ratified)", counts.signatory)
        % {"num": counts.signatory},
        ngettext(
            "%(num)d non-signatory (has neither signed nor acceded)",
            "%(num)d non-signatories (have neither signed nor acceded)",
            counts.not_joined,
        )
        % {"num": counts.not_joined},
        ngettext("%(num)d State that withdrew", "%(num)d States that withdrew", counts.withdrawn)
        % {"num": counts.withdrawn},
    ]
    day = min(on, known.told)
    if day > known.looked:
        words = _(
            "%(treaty)s as known on %(day)s (all States last looked up on %(looked)s): %(numbers)s. Source: %(source)s."
        )
    elif day < on:
        words = _("%(treaty)s as known on %(day)s: %(numbers)s. Source: %(source)s.")
    else:
        words = _("%(treaty)s on %(day)s: %(numbers)s. Source: %(source)s.")
    days = {"day": long_date(day, language), "looked": long_date(known.looked, language)}
    return words % {**days, "treaty": treaty_name, "numbers": listed(groups, language), "source": source}


def _party_sentences(name: str, standing: Standing, on: date, language: str) -> list[str]:
    _ = speaking(language).gettext
    deposited = {
        TreatyActionKind.ACCEPTANCE: _("%(country)s is a State Party: it accepted on %(day)s."),
        TreatyActionKind.APPROVAL: _("%(country)s is a State Party: it approved on %(day)s."),
        TreatyActionKind.ACCESSION: _("%(country)s is a State Party: it acceded on %(day)s."),
        TreatyActionKind.SUCCESSION: _("%(country)s is a State Party: it succeeded on %(day)s."),
    }.get(
        standing.deposit_kind or TreatyActionKind.RATIFICATION,
        _("%(country)s is a State Party: it ratified on %(day)s."),
    )
    said = [deposited % {"country": name, "day": _day(standing.deposited_on, language)}]
    if standing.in_force_on is not None and standing.in_force_on > on:
        words = _("The Convention is not yet in force for it: it will be from %(day)s.")
        said.append(words % {"day": _day(standing.in_force_on, language)})
    if standing.is_leaving:
        passed = standing.withdrawal_expected_on is not None and standing.withdrawal_expected_on <= on
        words = (
            _("It notified its withdrawal on %(day)s, which may have taken effect since %(expected)s: to be looked up.")
            if passed
            else _("It notified its withdrawal on %(day)s, expected to take effect on %(expected)s at the earliest.")
        )
        expected = _day(standing.withdrawal_expected_on, language)
        said.append(words % {"day": _day(standing.withdrawal_notified_on, language), "expected": expected})
    return said


def _day(day: date | None, language: str) -> str:
    return long_date(day, language) if day else speaking(language).gettext("a day not known")


def fault_words(fault: Fault, detail: str, language: str = "en") -> str:
    """Say why the depositary's file is not read."""
    _ = speaking(language).gettext
    return {
        Fault.NOT_XML: _("This is no XML file. When its site is down, the depositary answers with a page instead."),
        Fault.BROKEN: _("The file is broken: %(detail)s."),
        Fault.NO_TABLE: _("The file has no table of participants."),
        Fault.HEAD: _("The head of its table has columns that we do not know: %(detail)s."),
        Fault.CELL: _("This can't be read in its table: %(detail)s."),
        Fault.TWICE: _("A participant stands in its table twice: %(detail)s."),
        Fault.DAY: _("A day in its table can't be true: %(detail)s."),
        Fault.COUNTS: _("Its table does not hold what it counts itself (%(detail)s): the file is not whole."),
    }[fault] % {"detail": detail}


def doubt_words(doubt: Doubt, language: str = "en") -> str:
    """Say what a person has to find out about a line of the depositary's file."""
    _ = speaking(language).gettext
    return {
        Doubt.UNKNOWN_NAME: _("A participant we do not know by this name:"),
        Doubt.UNKNOWN_CODE: _("An act with a code that we have no word for:"),
        Doubt.VANISHED: _("Held, but not in the file:"),
        Doubt.HAS_WITHDRAWN: _("In brackets: has withdrawn. The days of its withdrawal are not in the file:"),
        Doubt.IS_BACK: _("Held as withdrawn, but not in brackets in the file:"),
    }[doubt]

"""Bounces in no standard form: who failed and why, out of a text that a mail server wrote."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence

from crm.intake.diagnosis import status_from
from crm.intake.parsing import Part, header, headers, text_of
from crm.intake.recipients import Action, Report, plain_address

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # a detector that fails is no news to the operator

MOST = 20
NEAR = 1_200
LOOKED_AT = 20_000
_ADDRESS = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_ROBOT = re.compile(
    r"mailer-?daemon|post-?_?master|mail[ -]?delivery|delivery sub|mail ?system|bounce|sns\.amazonaws", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"undeliver|unzustellbar|non remis|non recapitab|no se puede entregar|delivery (?:status|fail|notif|report|has|"
    r"problem)|deliver(?:y|ed)? ?fail|fail(?:ed|ure)[ :]?(?:mail|deliver|notice)|returned mail|mail (?:delivery|system|"
    r"could)|failure notice|mail error|message (?:delivery|status)|cannot send message|bounce|email delivery",
    re.IGNORECASE,
)
_RETURNED_BEGINS = re.compile(
    r"^[ \t>*-]*(?:-+ ?)?(?:(?:start of |below this line is |this is |included is |here is |the )?(?:a copy of |the "
    r"|your )?(?:returned|original|unsent|undelivered|rejected|bounced|failed) ?(?:message|e-?mail|mail)[ \w,]{0,40}"
    r"(?:follows|header|headers|copy|below)|original message|unsent message|start of returned"
    r"|(?:bounced|returned|rejected|original) e?-?mail:).{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
_RECEIVED = re.compile(r"^(?:Received|Return-Path|DKIM-Signature|Message-ID) ?:", re.MULTILINE | re.IGNORECASE)
_FINAL = re.compile(r"^[ \t]*Final-Recipient[ \t]*:[ \t]*(.{3,300})$", re.MULTILINE | re.IGNORECASE)
_LINE_OF = re.compile(r"^[ \t\"'*>-]*<?(" + _ADDRESS + r")>?[\"']?[ \t]*:", re.MULTILINE)
_NO_RECIPIENT = re.compile(
    r"^[ \t]*(?:Mail )?(?:From|Sender|Reply-To|Return-Path)[ \t]*:.{0,300}$", re.MULTILINE | re.IGNORECASE
)
_IN_TEXT = re.compile(_ADDRESS)
_WAITS = re.compile(
    r"delay|deferred|warning|will (?:be )?(?:retr|try|attempt|keep)|still (?:being )?(?:retr|try)", re.IGNORECASE
)
_OVER = re.compile(
    r"fail|return|reject|undeliver|giv(?:en|ing) up|could not be delivered|permanent|expired|unable to", re.IGNORECASE
)
_REFUSED = re.compile(r"(?<![\d.])5\d\d[ -]")
_SES_DELIVERED = '"notificationType":"Delivery"'


def looks_like_one(message: Part, all_parts: Sequence[Part], said: str) -> bool:
    """Whether a mail system wrote it about a failure: by its sender, subject or form; words alone are no sign."""
    if header(message, "X-Failed-Recipients") or message.get_content_type() == "multipart/report":
        return True
    sender, subject = header(message, "From"), header(message, "Subject")
    robot = bool(_ROBOT.search(sender)) or header(message, "Return-Path") in {"<>", "<MAILER-DAEMON>"}
    written = header(message, "Auto-Submitted").lower()
    if robot:
        return True
    return bool(_SUBJECT.search(subject)) and (bool(written) or _has_returned(all_parts) or _mentions(said))


def reports_in(message: Part, all_parts: Sequence[Part], said: str) -> Sequence[Report]:
    """Whom it says did not get the message, and why; empty where it names nobody."""
    own = own_words(" \n".join([said, *_other_words(all_parts, said)]))
    named, waiting = _named(message)
    if _SES_DELIVERED in own.replace(" ", ""):
        return [Report(one, Action.DELIVERED, "2.0.0", own[:NEAR]) for one in _found_in(own, message)]
    found = [one for one in named if one in own.lower()] or named or list(_found_in(own, message))
    reports = [_report(one, own, message, delayed=one in waiting) for one in found[:MOST]]
    return reports or ([Report("", Action.FAILED, status_from("", own, Action.FAILED), own[:NEAR])] if own else [])


def own_words(said: str) -> str:
    """What the mail system says itself, without the message that it returns."""
    begins = [found.start() for pattern in (_RETURNED_BEGINS, _RECEIVED) if (found := pattern.search(said, 40))]
    return said[: min([*begins, LOOKED_AT])]


def _named(message: Part) -> tuple[list[str], frozenset[str]]:
    """The addresses that a header or a known form of bounce names, and those that only wait."""
    from flufl.bounce import all_failures  # noqa: PLC0415 - slow to import, and only bounces are read with it

    listed = [plain_address(one) for value in headers(message, "X-Failed-Recipients") for one in value.split(",")]
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - whatever a detector trips over, the words are still read
        temporary, permanent = frozenset(), frozenset()
    waiting = {plain_address(_text(one)) for one in temporary}
    found = [*filter(None, listed), *sorted({plain_address(_text(one)) for one in permanent} | waiting)]
    return list(dict.fromkeys(filter(None, found))), frozenset(waiting)


def _text(address: bytes | str) -> str:
    return address.decode("utf-8", "replace") if isinstance(address, bytes) else address


def _found_in(own: str, message: Part) -> Sequence[str]:
    """Addresses in the words, but for those of the mail system and of whom it writes to."""
    ours = {plain_address(value) for name in ("To", "From", "Delivered-To") for value in headers(message, name)}
    surest = _FINAL.findall(own) or _LINE_OF.findall(own) or _IN_TEXT.findall(_NO_RECIPIENT.sub("", own))
    found = (plain_address(one) for one in surest)
    return [one for one in dict.fromkeys(found) if one and one not in ours and not _ROBOT.search(one)][:MOST]


def _report(recipient: str, own: str, message: Part, *, delayed: bool) -> Report:
    words = _words_about(recipient, own)
    subject = header(message, "Subject")
    waits = delayed and not _OVER.search(subject)
    waits = waits or bool(_WAITS.search(subject) and not _OVER.search(own) and not _REFUSED.search(words))
    action = Action.DELAYED if waits else Action.FAILED
    return Report(recipient, action, status_from("", words, action), words[:NEAR])


def _words_about(recipient: str, own: str) -> str:
    """The words from the recipient's name to the next recipient's; all of them where that says nothing."""
    at = own.lower().find(recipient)
    if at < 0:
        return " ".join(own[:NEAR].split())
    line = own.rfind("\n", 0, at) + 1
    return " ".join((own[line : at + NEAR] + " " + own[max(0, line - 600) : line]).split())


def _has_returned(all_parts: Sequence[Part]) -> bool:
    return any(part.get_content_type() in {"message/rfc822", "text/rfc822-headers"} for part in all_parts)


def _mentions(said: str) -> bool:
    return bool(
        re.search(r"could not be delivered|was not delivered|undeliver|failed", said[:LOOKED_AT], re.IGNORECASE)
    )


def _other_words(all_parts: Sequence[Part], said: str) -> Iterable[str]:
    """Further text of the report before the returned message."""
    for part in all_parts[:12]:
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            return
        if part.get_content_maintype() == "text" and not part.is_multipart() and (more := text_of(part)) != said:
            yield more

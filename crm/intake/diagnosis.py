"""Which status code a report comes to (RFC 3463), from the code it names and the words beside it.

Where code and words disagree the gentler one counts: an address is not blamed for what may be our fault or pass by.
"""

from __future__ import annotations

import re

from crm.intake.recipients import Action

LOOKED_AT = 2_000
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\.\d|\d)")
_ENHANCED_POLICY = re.compile(r"(?<![\d.])5\.7\.\d")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ \-:,;#]|$)")
_FULL = re.compile(
    r"mailbox (?:is |size |appears to be )?(?:full|limit|exceed)|over (?:the )?(?:allowed |disk )?quota"
    r"|quota (?:is )?exceeded|exceed\w* (?:the )?(?:\w+ )?(?:quota|storage|mailbox)|out of (?:disk )?space"
    r"|insufficient (?:system )?storage|storage (?:limit|quota)|too much mail|not enough (?:disk )?space|inbox is full"
    r"|disk full|mail(?:box|folder|drop) is full|has no space|size limit exceeded for this mailbox",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\bspam|black ?list|block ?list|blocked|\brbl\b|reputation|policy|\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated"
    r"|relay(?:ing)? (?:access )?(?:denied|not)|not permitted to relay|reverse dns|\bptr\b|unsolicited|virus|malware"
    r"|content (?:reject|denied)|message (?:refused|rejected) by|too (?:large|big)|exceed\w* (?:the )?(?:maximum )?"
    r"(?:incoming )?(?:message )?size|size exceed|maximum message size|access denied|too many connections"
    r"|not authori[sz]ed|not allowed to (?:send|post)|administrative prohibition"
    r"|sender (?:address )?(?:rejected|denied)",
    re.IGNORECASE,
)
_WHO = r"(?:user|account|mailbox|address|recipient|domain|host|addressee)"
_NOBODY = re.compile(
    r"user[ -]?unknown|unknown user|unknown[ -](?:or illegal )?(?:alias|recipient|address|local[ -]part|account)"
    r"|no such (?:user|person|recipient|mailbox|address|account|domain|host)"
    rf"|{_WHO}(?: \S{{1,80}})? (?:does ?n[o']t|did ?n[o']t|do not) exist|does ?n[o']t have an? \S{{0,80}} ?account"
    rf"|{_WHO}(?: name)?(?: \S{{1,80}})? (?:was |is )?not (?:found|known|listed|recogni[sz]ed)"
    r"|not (?:a )?(?:known|valid) (?:user|mailbox|recipient|address)|invalid (?:user|recipient|mailbox|address|domain)"
    r"|unrouteable|host unknown|unknown (?:host|domain)|no mailbox here|name or service not known|non-?existent"
    r"|couldn'?t find any host|has moved|no longer (?:valid|exists|in use|works)|bad destination|isn'?t in my"
    r"|is not in our|not (?:listed in|our customer)|address(?:es)? (?:is |are )?(?:unknown|wrong|incorrect)"
    r"|user .{0,60} not listed|did not exactly match|nicht gefunden",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"could not be delivered for|delivery (?:has been |is )?(?:temporarily )?(?:delayed|deferred|suspended)|expired"
    r"|timed? ?out|too long in the queue|been (?:in the )?queue|retry time|try again later|connection refused"
    r"|temporary (?:failure|error)|unable to connect|cannot send message for|giving up|not been collected",
    re.IGNORECASE,
)


def status_from(status: str, words: str, action: Action) -> str:
    """The status code of one recipient's report, such as `5.1.1`; `5.0.0` when nothing more is known."""
    said = words[:LOOKED_AT]
    if action is not Action.FAILED:
        return _named(status) or _named(said) or ("4.0.0" if action is Action.DELAYED else "2.0.0")
    code = _most_precise(_named(status), _named(said))
    return _gentler(code if code[:1] in {"4", "5"} else _class_of(said) + ".0.0", said)


def _gentler(code: str, said: str) -> str:
    nobody, full, refused = bool(_NOBODY.search(said)), bool(_FULL.search(said)), bool(_REFUSED.search(said))
    kind = code[0]
    if _is_vague(code):
        if full:
            return f"{kind}.2.2"
        if nobody:
            return f"{kind}.1.1"
        return f"{kind}.7.1" if refused else code
    blames_address = code.startswith("5.1.") or code == "5.2.1"
    if blames_address and full:
        return "5.2.2"
    if code == "5.1.0" and _ENHANCED_POLICY.search(said):
        return "5.7.1"
    return "5.7.1" if blames_address and refused and not nobody else code


def _most_precise(first: str, second: str) -> str:
    """The status of the report unless it says nothing, then the one in the words."""
    return second if (not first or _is_vague(first)) and second else first


def _is_vague(code: str) -> bool:
    return code.split(".")[1] == "0" or code.split(".")[1:] in (["3", "0"], ["5", "0"])


def _named(text: str) -> str:
    found = _ENHANCED.search(text)
    return ".".join(str(int(one)) for one in found.groups()) if found else ""


def _class_of(said: str) -> str:
    """Permanent unless the reply code or the words say that it may pass."""
    found = _REPLY.search(said)
    if found:
        return found[1]
    return "4" if _LATER.search(said) else "5"

"""How stages, kinds of contact and the like are said on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from crm.members.models import InteractionKind, Stage
from crm.treaties.status import TreatyStatus

STAGES = {
    Stage.FRIEND: _l("Friend"),
    Stage.INVITED: _l("Invited"),
    Stage.PROSPECT: _l("Prospect"),
    Stage.DORMANT: _l("Dormant"),
    Stage.LEFT: _l("Left"),
}
KINDS = {
    InteractionKind.CALL: _l("Call"),
    InteractionKind.MEETING: _l("Meeting"),
    InteractionKind.LETTER: _l("Letter"),
    InteractionKind.MAIL: _l("Mail"),
    InteractionKind.NOTE: _l("Note to ourselves"),
}
STATUSES = {
    TreatyStatus.STATE_PARTY: _l("States Parties"),
    TreatyStatus.SIGNATORY: _l("Signatories (have not ratified)"),
    TreatyStatus.NOT_JOINED: _l("Non-signatories"),
    TreatyStatus.WITHDRAWN: _l("Withdrew"),
}
GENDERS = {"": _l("Not known"), "female": _l("Female"), "male": _l("Male"), "other": _l("Other")}
REGIONS = {
    "Africa": _l("Africa"),
    "Americas": _l("Americas"),
    "Asia": _l("Asia"),
    "Europe": _l("Europe"),
    "Oceania": _l("Oceania"),
}

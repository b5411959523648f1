"""The blueprint that the pages of what came back hang on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Blueprint

from crm.intake.models import How, IncomingKind
from crm.intake.words import ADDRESSES, DOMAINS, HOWS, KINDS
from crm.mail.models import AddressState, DomainState

WRONG = 422

bp = Blueprint("intake", __name__, url_prefix="/mail")
_WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    IncomingKind: KINDS,
    How: HOWS,
    AddressState: ADDRESSES,
    DomainState: DOMAINS,
}


@bp.app_template_filter("intake_word")
def intake_word(word: StrEnum) -> str:
    """Say a kind of message, how it was recognised, or the state of an address or domain."""
    return str(_WORDS[type(word)][word])

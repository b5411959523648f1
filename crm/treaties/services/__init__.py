"""Everything we do about treaties: loading what comes with the product, and recording what people find out."""

from crm.treaties.services.loading import load_facts, load_shipped
from crm.treaties.services.recording import (
    FactError,
    Finding,
    confirm_position,
    correct_treaty_action,
    look_up,
    override_ask,
    record_position,
    record_treaty_action,
    take_away_treaty_action,
)

__all__ = [
    "FactError",
    "Finding",
    "confirm_position",
    "correct_treaty_action",
    "load_facts",
    "load_shipped",
    "look_up",
    "override_ask",
    "record_position",
    "record_treaty_action",
    "take_away_treaty_action",
]

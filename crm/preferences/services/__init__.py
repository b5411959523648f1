"""What is done about preferences: choosing, stopping and taking back, and changing the address."""

from crm.preferences.services import erasing
from crm.preferences.services.addresses import TooManyMailsError, ask_for_address, confirm_address
from crm.preferences.services.choosing import choose
from crm.preferences.services.stopping import BY_LINK, ON_PAGE, read_less_often, stop, stop_everything, undo

__all__ = [
    "BY_LINK",
    "ON_PAGE",
    "TooManyMailsError",
    "ask_for_address",
    "choose",
    "confirm_address",
    "erasing",
    "read_less_often",
    "stop",
    "stop_everything",
    "undo",
]

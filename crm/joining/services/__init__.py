"""What we do about requests to join."""

from crm.joining.services import erasing
from crm.joining.services.answering import AlreadyDecidedError, accept, ask, decline
from crm.joining.services.asking import Wish, confirm, find_request, forget_unconfirmed, request_to_join

__all__ = [
    "AlreadyDecidedError",
    "Wish",
    "accept",
    "ask",
    "confirm",
    "decline",
    "erasing",
    "find_request",
    "forget_unconfirmed",
    "request_to_join",
]

"""What an act on an account can be refused for."""

from __future__ import annotations


class AccountError(ValueError):
    """An act on an account that is refused."""


class LastCoordinatorError(AccountError):
    """The only coordinator who can sign in must stay one."""


class AddressTakenError(AccountError):
    """Somebody already signs in with this address."""


class NotInvitedError(AccountError):
    """Only somebody who has not accepted yet can be invited again."""


class TooManyMailsError(AccountError):
    """An account was sent as many links as an hour allows."""


class NotEmptyError(AccountError):
    """The instance already has an account, so the start code is good for nothing."""

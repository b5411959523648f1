"""What an act on a follow-up can be refused for."""

from __future__ import annotations


class NotAllowedError(PermissionError):
    """An act on a follow-up that is not the actor's to do."""

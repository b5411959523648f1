"""How what came back is said on screen."""

from __future__ import annotations

from crm.mail.refusals import refusal_words


def failure_words(evidence: str, language: str = "en") -> str:
    """Say in plain words why a mail failed, within a sentence."""
    said = refusal_words(evidence, language)
    return said[:1].lower() + said[1:]

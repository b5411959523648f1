"""The topics of our mail, of which a reader can turn each off."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crm.languages import speaking


class Topic(StrEnum):
    """What a part of a digest is about; urgent alerts are mails of their own."""

    UNIVERSALISATION = "universalisation"
    PARLIAMENTS = "parliaments"
    MEETINGS = "meetings"
    LIBRARY = "library"
    ALERTS = "alerts"


def topic_words(language: str) -> Mapping[Topic, str]:
    """Say what each topic brings, in a language."""
    _ = speaking(language).gettext
    return {
        Topic.UNIVERSALISATION: _("Universalisation: States that sign, ratify, accede or leave"),
        Topic.PARLIAMENTS: _("What colleagues do in their parliaments"),
        Topic.MEETINGS: _("Meetings ahead, and who goes"),
        Topic.LIBRARY: _("New texts and papers to use in parliament"),
        Topic.ALERTS: _("Urgent alerts, when a State may leave the Convention"),
    }

"""The organisation's settings: what readers see of us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.accounts.models import Organisation
from crm.accounts.queries import ORGANISATION_ID, get_settings
from crm.audit.services import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class OrganisationDraft:
    """What the settings page says."""

    name: str
    web_page: str = ""
    postal_address: str = ""
    sender_name: str = ""
    reply_box: str = ""
    languages: Sequence[str] = ("en",)
    time_zone: str = "UTC"
    public_pages: bool = False
    public_archive: bool = False
    second_person: bool = False


def edit_organisation(session: Session, draft: OrganisationDraft) -> Organisation:
    """Keep what readers see of us; the first language is the one used where no other fits."""
    kept = get_settings(session)
    kept.name = draft.name
    kept.web_page = draft.web_page
    kept.postal_address = draft.postal_address
    kept.sender_name = draft.sender_name
    kept.reply_box = draft.reply_box
    kept.languages = list(draft.languages)
    kept.time_zone = draft.time_zone
    kept.public_pages = draft.public_pages
    kept.public_archive = draft.public_archive
    kept.second_person = draft.second_person
    session.add(kept)
    session.flush()
    describe(session, "Edited the organisation's settings", subject=f"organisation:{ORGANISATION_ID}")
    return kept

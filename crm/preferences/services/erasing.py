"""What becomes of the changes of address of somebody who is erased, and of the mails about them."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.erasing import RowName, take_away
from crm.mail.services.erasing import forget_messages
from crm.members.services.erasing import Leaving, erases
from crm.preferences.models import AddressChange
from crm.preferences.services.addresses import CONFIRM_KIND, TOLD_KIND


@erases(AddressChange)
def erase_changes(session: Session, leaving: Leaving) -> Iterator[RowName]:
    """Delete the addresses they asked for, and what was mailed there."""
    forget_messages(session, leaving.at, (CONFIRM_KIND, TOLD_KIND), leaving.member_id)
    chosen = sa.select(AddressChange).where(AddressChange.member_id == leaving.member_id)
    for change in session.scalars(chosen).all():
        yield from take_away(session, change)

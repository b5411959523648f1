"""Keeping a filter over people under a name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.members.audience import Filter
from crm.members.models import SavedView


def save_view(session: Session, actor: Actor, name: str, meant: Filter) -> SavedView:
    """Keep a filter under a name; a view of that name is given the new filter."""
    view = session.scalar(sa.select(SavedView).where(SavedView.name == name))
    if view is None:
        view = SavedView(name=name, filter=meant.to_json(), owner_id=actor.user_id)
        session.add(view)
    else:
        view.filter = meant.to_json()
    session.flush()
    describe(session, f"Saved the view {name}", subject=f"views:{view.id}")
    return view


def delete_view(session: Session, view: SavedView) -> None:
    """Forget a saved view."""
    describe(session, f"Deleted the view {view.name}", subject=f"views:{view.id}")
    session.delete(view)
    session.flush()

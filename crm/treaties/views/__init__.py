"""The pages of treaties, and the forms with which staff keep their facts."""

from __future__ import annotations

from crm.treaties.views import adding, correcting, depositary, drawings, editing, offering, pages, positions, publishing
from crm.treaties.views.blueprint import bp

blueprints = (bp,)

__all__ = [
    "adding",
    "blueprints",
    "correcting",
    "depositary",
    "drawings",
    "editing",
    "offering",
    "pages",
    "positions",
    "publishing",
]

"""The pages of steps at home."""

from __future__ import annotations

from crm.milestones.views import board, editing, leaving, records, timeline, tying
from crm.milestones.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "board", "editing", "leaving", "records", "timeline", "tying"]

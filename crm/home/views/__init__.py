"""The front pages, the search and the health check."""

from __future__ import annotations

from crm.home.views import acting, front, health, search, words
from crm.home.views.blueprint import bp

blueprints = (bp,)

__all__ = ["acting", "blueprints", "front", "health", "search", "words"]

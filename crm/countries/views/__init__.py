"""The pages of countries and of their chambers."""

from __future__ import annotations

from crm.countries.views import chambers, pages

blueprints = (pages.bp, chambers.bp)

__all__ = ["blueprints", "chambers", "pages"]

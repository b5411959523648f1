"""The pages of countries and of their chambers."""

from __future__ import annotations

from crm.countries.views import chambers, country, pages
from crm.countries.views.blueprint import bp

blueprints = (bp, chambers.bp)

__all__ = ["blueprints", "chambers", "country", "pages"]

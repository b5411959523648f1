"""The pages of letters."""

from crm.letters.views import acting, batches, coming_back, letters, papers, public, senders, templates
from crm.letters.views.blueprint import bp

blueprints = (bp,)

__all__ = ["acting", "batches", "blueprints", "coming_back", "letters", "papers", "public", "senders", "templates"]

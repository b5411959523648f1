"""The pages of letters."""

from crm.letters.views import acting, batches, letters, papers, public, senders, templates
from crm.letters.views.blueprint import bp

blueprints = (bp,)

__all__ = ["acting", "batches", "blueprints", "letters", "papers", "public", "senders", "templates"]

"""The pages of the library."""

from crm.library.views import copying, documents, listing, papers, texts
from crm.library.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "copying", "documents", "listing", "papers", "texts"]

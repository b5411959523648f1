"""The pages about people."""

from crm.members.views import calls, consent, exporting, importing, listing, record, saved
from crm.members.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "calls", "consent", "exporting", "importing", "listing", "record", "saved"]

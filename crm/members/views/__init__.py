"""The pages about people."""

from crm.members.views import calls, consent, erasing, exporting, importing, listing, record, saved
from crm.members.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "calls", "consent", "erasing", "exporting", "importing", "listing", "record", "saved"]

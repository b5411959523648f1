"""The pages about people."""

from crm.members.views import calls, exporting, importing, listing, record, saved
from crm.members.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "calls", "exporting", "importing", "listing", "record", "saved"]

"""The pages of actions."""

from crm.actions.views import listing, records, writing
from crm.actions.views.blueprint import bp

blueprints = (bp,)

__all__ = ["blueprints", "listing", "records", "writing"]

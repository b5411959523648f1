"""The pages of follow-ups."""

from crm.followups.views import asking, changing, feed, listing, opening
from crm.followups.views.blueprint import bp

blueprints = (bp,)

__all__ = ["asking", "blueprints", "changing", "feed", "listing", "opening"]

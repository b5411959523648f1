"""The pages about joining."""

from crm.joining.views import answering, asking, invited
from crm.joining.views.blueprint import bp

blueprints = (bp,)

__all__ = ["answering", "asking", "blueprints", "invited"]

"""Everything we ask about people; `people` is the only door to them."""

from crm.members.queries.audience import People, people
from crm.members.queries.records import find_member, get_member

__all__ = ["People", "find_member", "get_member", "people"]

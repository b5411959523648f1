"""Everything we do to digests."""

from crm.digests.services.erasing import erase_from_digests

__all__ = ["erase_from_digests"]

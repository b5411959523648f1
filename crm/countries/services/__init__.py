"""Everything we do about countries: loading what comes with the product, notes, and keeping their chambers."""

from crm.countries.services.chambers import ChamberDraft, call_election, edit_chamber, merge_chambers
from crm.countries.services.loading import Loaded, load_rows, load_shipped
from crm.countries.services.noting import note_country, set_procedure

__all__ = [
    "ChamberDraft",
    "Loaded",
    "call_election",
    "edit_chamber",
    "load_rows",
    "load_shipped",
    "merge_chambers",
    "note_country",
    "set_procedure",
]

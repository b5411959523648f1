"""Everything we do with people."""

from crm.members.services.consent import stop_all_mail, subscribe, unsubscribe_topic
from crm.members.services.people import add_member, change_stage, edit_member, note_interaction

__all__ = [
    "add_member",
    "change_stage",
    "edit_member",
    "note_interaction",
    "stop_all_mail",
    "subscribe",
    "unsubscribe_topic",
]

"""The form that chooses among acts and lines of the journal."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SearchField, SelectChoice, SelectField
from wtforms.validators import Optional

from crm.audit.queries import Which
from crm.web.forms import Form

TOO_LONG = 10
"""Digits that no row's number has."""


class FilterForm(Form):
    """Who, from when to when, and words; it changes nothing, so it needs no token."""

    class Meta(Form.Meta):
        """Read from the address, without a token."""

        csrf = False

    who = SelectField(_l("Who"), validators=[Optional()], validate_choice=False)
    since = DateField(_l("From"), validators=[Optional()])
    until = DateField(_l("To"), validators=[Optional()])
    words = SearchField(_l("Words"))

    def which(self, before: int | None) -> Which:
        """Give what was chosen; a date that is none counts as not given."""
        who = self.who.data or ""
        return Which(
            actor_id=int(who) if who.isascii() and who.isdigit() and len(who) < TOO_LONG else None,
            since=None if self.since.errors else self.since.data,
            until=None if self.until.errors else self.until.data,
            words=(self.words.data or "")[:200],
            before=before,
        )


def who_choices(names: Mapping[int, str]) -> list[SelectChoice]:
    """Give everybody, then each user, as choices."""
    return [SelectChoice("", str(_l("Everybody"))), *(SelectChoice(str(key), name) for key, name in names.items())]

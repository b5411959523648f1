"""Our answers to whoever wants to join, and which requests are listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from crm.joining.models import JoinState
from crm.members.models import Member
from crm.web.forms import Form

STATES = {
    JoinState.WAITING: _l("Waiting"),
    JoinState.ASKED: _l("Asked back"),
    JoinState.ACCEPTED: _l("Accepted"),
    JoinState.DECLINED: _l("Declined"),
}


class AcceptForm(Form):
    """Whether whoever asks is one of our people already."""

    person = SelectField(_l("Who is it?"), coerce=lambda value: int(value) if value else None)

    def offer(self, people: Iterable[Member], country_of: Any) -> None:
        """Offer the people it may be, and somebody new."""
        known = [SelectChoice(str(member.id), country_of(member)) for member in people]
        self.person.choices = [*known, SelectChoice("", _l("Somebody new"))]


class AskForm(Form):
    """A question to whoever asks to join."""

    question = TextAreaField(
        _l("What do you want to know?"), validators=[DataRequired(_l("Write the question.")), Length(max=5_000)]
    )


class DeclineForm(Form):
    """Why a request is declined, for us, and whether we say so."""

    note = TextAreaField(_l("Why (for us only)"), validators=[Length(max=2_000)])
    tell = BooleanField(_l("Mail them that we decline"), default=True)


class StateForm(Form):
    """Which requests are listed."""

    class Meta(Form.Meta):
        """A search changes nothing."""

        csrf = False

    state = SelectField(
        _l("State"),
        choices=[SelectChoice("", _l("All")), *(SelectChoice(word.value, said) for word, said in STATES.items())],
    )

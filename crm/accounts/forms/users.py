"""Forms about other users."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from crm.accounts.forms.fields import LONGEST_NAME, RequiredEmailField
from crm.accounts.rights import Role
from crm.web.forms import Form

ROLES = {
    Role.COORDINATOR: _l("Coordinator"),
    Role.STAFF: _l("Staff"),
    Role.MEMBER: _l("Parliamentarian or assistant"),
}
"""The roles as pages name them."""


def role_choices() -> list[SelectChoice]:
    """Give the roles as choices."""
    return [SelectChoice(role.value, str(name)) for role, name in ROLES.items()]


class InviteForm(Form):
    """Whom to invite, and as what."""

    email = RequiredEmailField(_l("Email"), render_kw={"autocomplete": "off"})
    name = StringField(_l("Name"), validators=[Length(max=LONGEST_NAME)], render_kw={"autocomplete": "off"})
    role = SelectField(_l("Role"), choices=role_choices)
    language = SelectField(_l("Language"))
    member = IntegerField(validators=[Optional()], widget=HiddenInput())


class RoleForm(Form):
    """Another role for a user."""

    role = SelectField(_l("Role"), choices=role_choices)


class HandOverForm(Form):
    """Who takes over from somebody who leaves."""

    to = SelectField(_l("Hand over to"), validators=[DataRequired(_l("Choose who takes over."))])
    disable = BooleanField(_l("Disable the account at the same time"))

"""Forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Length

from crm.accounts.forms.fields import LONGEST_NAME, NewPasswordField, RequiredEmailField
from crm.web.forms import Form

CURRENT = {"autocomplete": "current-password"}


class ProfileForm(Form):
    """How one is named, and in which language one reads."""

    name = StringField(_l("Name"), validators=[Length(max=LONGEST_NAME)], render_kw={"autocomplete": "name"})
    language = SelectField(_l("Language"))


class PasswordForm(Form):
    """A new password, by the one in force."""

    current = PasswordField(_l("Current password"), render_kw=CURRENT)
    password = NewPasswordField(_l("New password"))


class AddressForm(Form):
    """A new address to sign in with; whoever has a password gives it."""

    email = RequiredEmailField(_l("New address"), render_kw={"autocomplete": "email"})
    current = PasswordField(_l("Password"), render_kw=CURRENT)


class ReauthenticationForm(Form):
    """The password in force, before something is taken away."""

    current = PasswordField(_l("Password"), render_kw=CURRENT)

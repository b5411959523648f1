"""Forms of whoever is not signed in yet."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from crm.accounts.forms.fields import LONGEST_EMAIL, LONGEST_NAME, NewPasswordField, RequiredEmailField
from crm.web.forms import Form

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}


class SignInForm(Form):
    """Who wants to sign in: with a password, or by a link to the address."""

    email = EmailField(
        _l("Email"),
        validators=[DataRequired(_l("Give the address you were invited with.")), Length(max=LONGEST_EMAIL)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(_l("Password"), render_kw={"autocomplete": "current-password"})
    enter = SubmitField(_l("Sign in"))
    mail = SubmitField(_l("Mail me a link"))


class CodeForm(Form):
    """The six digits that were mailed, or those of an app."""

    code = StringField(_l("Code"), validators=[DataRequired(_l("Type the code."))], render_kw=CODE)


class ForgottenForm(Form):
    """Whose password is to be reset."""

    email = RequiredEmailField(_l("Email"), render_kw={"autocomplete": "username"})


class NewPasswordForm(Form):
    """A password to be set by a mailed link."""

    password = NewPasswordField(_l("New password"))


class StartForm(Form):
    """The first coordinator of an empty instance."""

    code = StringField(
        _l("Start code"),
        validators=[DataRequired(_l("Type the code that the console shows."))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    name = StringField(_l("Your name"), validators=[DataRequired(_l("Give your name.")), Length(max=LONGEST_NAME)])
    email = RequiredEmailField(_l("Email"), render_kw={"autocomplete": "username"})
    password = NewPasswordField(_l("Password"))

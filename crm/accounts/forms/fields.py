"""Fields that several forms of accounts share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectChoice, ValidationError
from wtforms.validators import DataRequired, Email, Length

from crm.accounts.passwords import Weakness, WeakPasswordError, require_strong
from crm.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_EMAIL = 254
LONGEST_NAME = 200

WEAKNESSES = {
    Weakness.TOO_SHORT: _l("Use at least eight characters."),
    Weakness.TOO_LONG: _l("Use at most a thousand characters."),
    Weakness.COMMON: _l(
        "This is among the first that anybody would guess. Take three or four words that don't belong together."
    ),
}

PASSWORD_HELP = _l("At least eight characters; spaces and any letters are fine. Not one of the common ones.")


def language_choices(offered: Sequence[str] | None = None) -> list[SelectChoice]:
    """Give languages as choices, all or those the organisation writes in."""
    return [SelectChoice(code, name) for code, name in LANGUAGES.items() if offered is None or code in offered]


class OptionalEmailField(EmailField):
    """A field for one address that may stay empty."""

    def __init__(self, label: Any, **options: Any) -> None:
        """Add the limits of an address to the field."""
        super().__init__(label, validators=[Length(max=LONGEST_EMAIL), _email_or_nothing], **options)


class RequiredEmailField(EmailField):
    """A field for one address."""

    def __init__(self, label: Any, **options: Any) -> None:
        """Add the limits of an address to the field."""
        validators = [
            DataRequired(_l("Give an address.")),
            Length(max=LONGEST_EMAIL),
            Email(_l("This is not an address: it needs a name, an @ and a domain.")),
        ]
        super().__init__(label, validators=validators, **options)


class NewPasswordField(PasswordField):
    """A field for a password to be set; `about` words make it too easy to guess."""

    about: Sequence[str] = ()

    def __init__(self, label: Any, **options: Any) -> None:
        """Tell the browser that it is a new password."""
        super().__init__(label, render_kw={"autocomplete": "new-password"}, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuse a weak password, saying why."""
        del form
        try:
            require_strong(self.data or "", self.about)
        except WeakPasswordError as error:
            raise ValidationError(str(WEAKNESSES[error.weakness])) from error


def _email_or_nothing(form: Any, field: Any) -> None:
    if field.data:
        Email(_("This is not an address: it needs a name, an @ and a domain."))(form, field)

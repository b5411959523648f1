"""The forms of templates and their texts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from crm.actions.forms.parts import PersonField
from crm.languages import LANGUAGES
from crm.letters.fields import FIELDS
from crm.letters.kinds import LetterKind
from crm.letters.merge import faults_of
from crm.letters.services.texts import Words
from crm.letters.words import fault_words, kind_words
from crm.web import current
from crm.web.fields import DayField
from crm.web.forms import Form


class TemplateForm(Form):
    """A new letter."""

    name = StringField(_l("Name"), validators=[DataRequired(_l("Give a name.")), Length(max=120)])
    kind = SelectField(
        _l("What it is for"),
        choices=lambda: [SelectChoice(kind.value, word) for kind, word in kind_words(current.language()).items()],
        coerce=LetterKind,
    )


class LanguageForm(Form):
    """Another language for a letter."""

    language = StringField(
        _l("Language (a code such as pt or ar)"),
        validators=[
            DataRequired(_l("Say which language.")),
            Regexp(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", message=_l("Write a code such as pt, ar or pt-BR.")),
        ],
    )


def check_words(_form: Any, field: Any) -> None:
    """Say what keeps a text from being used, before it is kept."""
    faults = faults_of(field.data or "", FIELDS)
    if faults:
        raise ValidationError(" ".join(fault_words(fault, current.language()) for fault in faults[:5]))


class TextForm(Form):
    """A text of a letter in one language."""

    subject = StringField(_l("Subject"), validators=[DataRequired(_l("Give a subject.")), Length(max=300), check_words])
    body = TextAreaField(
        _l("Text"), validators=[DataRequired(_l("Write the letter.")), Length(max=40_000), check_words]
    )
    person = PersonField(_l("As it reads for"))
    on = DayField(_l("Dated"))

    def words(self) -> Words:
        """Give what was written."""
        lines = (self.body.data or "").replace("\r\n", "\n").strip()
        return Words(self.subject.data or "", f"{lines}\n")


def language_name(language: str) -> str:
    """Name a language in itself where we can, else by its code."""
    return LANGUAGES.get(language) or _babel_name(language)


def _babel_name(language: str) -> str:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - slow to import, seldom wanted

    try:
        return str(Locale.parse(language.replace("-", "_")).get_display_name() or language)
    except (UnknownLocaleError, ValueError):
        return language

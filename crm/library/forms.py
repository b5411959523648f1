"""The forms of the library: what to list, a model text, a copy for one's parliament, a document."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from crm.actions.forms.parts import LONGEST_TEXT, PersonField
from crm.actions.forms.words import AIMS, WHO_SEES
from crm.actions.services.drafts import LONGEST_TITLE
from crm.library.filling import unknown_marks
from crm.library.kinds import GROUPS, ParliamentKind, TextKind, kinds_meant, parliament_word, text_kind_word
from crm.library.languages import CONTENT_LANGUAGES
from crm.library.models import ModelText
from crm.library.queries import TextFilter
from crm.library.services import TextDraft
from crm.library.services.documents import DocumentDraft
from crm.treaties.step import Step
from crm.web.fields import ChoiceField, CountryField
from crm.web.forms import Form, trimmed

ANY = _l("Any")
GROUP_WORDS = {"question": _l("Questions, oral or written"), "motion": _l("Motions of any kind")}
PARLIAMENTS = {kind: parliament_word(kind) for kind in ParliamentKind if kind is not ParliamentKind.ANY}
_SINGLE = [kind for kind in TextKind if kind.value not in GROUPS]


def _languages() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in CONTENT_LANGUAGES.items()]


def _kinds() -> list[SelectChoice]:
    groups = [SelectChoice(word, said) for word, said in GROUP_WORDS.items()]
    rest = [SelectChoice(word, text_kind_word(next(iter(GROUPS[word])))) for word in ("committee", "letter", "speech")]
    kinds = [kind for kind in _SINGLE if kind not in {TextKind.COMMITTEE_REQUEST, TextKind.MINISTER_LETTER}]
    return [SelectChoice("", ANY), *groups, *rest, *(SelectChoice(kind.value, text_kind_word(kind)) for kind in kinds)]


class FilterForm(Form):
    """Which texts to list; what can't be read narrows nothing."""

    class Meta(Form.Meta):
        """A filter changes nothing: its address can be passed on."""

        csrf = False

    q = StringField(_l("Search"), filters=[trimmed])
    step = ChoiceField(_l("What it asks for"), AIMS, none=ANY)
    kind = SelectField(_l("Kind"), choices=_kinds, default="")
    parliament = ChoiceField(_l("Kind of parliament"), PARLIAMENTS, none=ANY)
    language = SelectField(_l("Language"), choices=lambda: [SelectChoice("", ANY), *_languages()], default="")
    country = CountryField(_l("Fits"), none=_l("Any country"))

    def chosen(self, fits: tuple[Step, ...] = ()) -> TextFilter:
        """The filter, of the fields that could be read; `fits` are the steps of the country."""
        self.validate()
        good: dict[str, Any] = {name: field.data for name, field in self._fields.items() if not field.errors}
        return TextFilter(
            step=good.get("step"),
            kinds=kinds_meant(good["kind"]) if good.get("kind") else frozenset(),
            parliament=good.get("parliament"),
            language=good.get("language") or "",
            search=good.get("q") or "",
            fits=fits,
        )


class CopyForm(Form):
    """A model text as somebody adapts it for their parliament."""

    title = StringField(_l("In one line"), validators=[DataRequired(_l("Give it a line.")), Length(max=LONGEST_TITLE)])
    text = TextAreaField(_l("Text"), validators=[DataRequired(_l("The text is empty.")), Length(max=LONGEST_TEXT)])
    aim = ChoiceField(_l("What it asks for"), AIMS)
    visibility = ChoiceField(_l("Who may see it"), WHO_SEES)
    for_whom = SelectField(_l("For whom"), coerce=int)
    person = PersonField(_l("For whom"))


class TextForm(Form):
    """A model text in one language."""

    title = StringField(_l("Title"), validators=[DataRequired(_l("Give it a title.")), Length(max=200)])
    language = SelectField(_l("Language"), choices=_languages)
    kind = ChoiceField(_l("Kind"), {kind: text_kind_word(kind) for kind in TextKind})
    steps = SelectMultipleField(_l("What it asks for"), choices=[], validators=[DataRequired(_l("Choose a step."))])
    parliament = ChoiceField(_l("For which parliaments"), {kind: parliament_word(kind) for kind in ParliamentKind})
    body = TextAreaField(_l("Text"), validators=[DataRequired(_l("The text is empty.")), Length(max=LONGEST_TEXT)])
    author = StringField(_l("Author"), validators=[Length(max=200)])
    source = StringField(_l("Source"), validators=[InputRequired(_l("Say where it comes from.")), Length(max=500)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer every step by its word."""
        super().__init__(*arguments, **options)
        self.steps.choices = [SelectChoice(step.value, said) for step, said in AIMS.items()]

    def validate_body(self, field: Any) -> None:
        """A mark that names no fact would leave a hole."""
        marks = unknown_marks(f"{self.title.data or ''}\n\n{field.data or ''}")
        if marks:
            raise ValidationError(_("These marks name no fact we have: %(marks)s.", marks=", ".join(marks)))

    def draft(self) -> TextDraft:
        """What was written."""
        return TextDraft(
            kind=self.kind.data,
            steps=tuple(Step(step) for step in self.steps.data),
            language=self.language.data,
            title=self.title.data,
            body=self.body.data,
            parliament=self.parliament.data,
            author=self.author.data or "",
            source=self.source.data,
        )


def text_form(text: ModelText | None = None, **known: Any) -> TextForm:
    """The form with what is kept of a text."""
    of_text = {"kind": text.kind, "steps": text.steps.split(), "parliament": text.parliament} if text else {}
    return TextForm(data=of_text | {name: value for name, value in known.items() if value is not None})


class DocumentForm(Form):
    """What is said of a document in one language."""

    title = StringField(_l("Title"), validators=[DataRequired(_l("Give it a title.")), Length(max=200)])
    language = SelectField(_l("Language"), choices=_languages)
    author = StringField(_l("Author"), validators=[Length(max=200)])
    source = StringField(_l("Source"), validators=[InputRequired(_l("Say where it comes from.")), Length(max=500)])

    def draft(self, body: str = "") -> DocumentDraft:
        """What was said."""
        return DocumentDraft(self.language.data, self.title.data, body, self.author.data or "", self.source.data)


class PaperForm(DocumentForm):
    """A paper, written in Markdown."""

    body = TextAreaField(_l("Text"), validators=[DataRequired(_l("The text is empty.")), Length(max=100_000)])


class FileForm(DocumentForm):
    """A document as a file."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])

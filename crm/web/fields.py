"""Fields that many forms share: a date as far as it is known, a day, a country, a choice among words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, TextInput

from crm.country_names import Named, name_of
from crm.partial_date import PartialDate
from crm.web import current
from crm.web.choices import named, offered
from crm.web.typed_dates import Fault, UnreadableDateError, read_date

FAULTS: Mapping[Fault, Any] = {
    Fault.NOT_A_DATE: _l("“%(text)s” can't be read as a date. Write 2026, March 2026, 2 March 2026 or 2026-03-02."),
    Fault.NO_SUCH_DAY: _l("“%(text)s” names no day of the calendar."),
    Fault.TWO_MEANINGS: _l("“%(text)s” can be read in two ways. Write the month as a word, or as in 2026-03-02."),
    Fault.YEAR: _l("“%(text)s”: the year should be between 1900 and 2100."),
}


NO_NUMBER = _l("Write a whole number, nought or more.")


class PartialDateField(StringField):
    """A year, a month or a day, as people type it; empty means not known."""

    widget = TextInput()

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, or say what can't be read."""
        self.data: Any = None
        self.data = self._read(valuelist)

    def _read(self, valuelist: list[str]) -> PartialDate | None:
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return None
        try:
            return read_date(text)
        except UnreadableDateError as error:
            raise ValueError(FAULTS[error.fault] % {"text": text}) from None


class DayField(PartialDateField):
    """A whole day: a calendar where the browser has one, text where not; empty means not known."""

    widget = DateInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day, written in any way that names one."""
        read = self._read(valuelist)
        self.data = None
        if read is not None and read.day is None:
            raise ValueError(_l("Say the day too, as in 2 March 2026."))
        self.data = None if read is None else read.earliest


class Place(Protocol):
    """What a country on offer is to a list of choices: its code, and its name in the reader's language."""

    @property
    def iso2(self) -> str:
        """The code."""

    @property
    def name(self) -> str:
        """The name."""


class CountryField(SelectField):
    """One country of those on offer, or none: the data is its ISO 3166-1 alpha-2 code or None."""

    def __init__(self, label: Any = None, validators: Any = None, *, none: Any = None, **options: Any) -> None:
        """Begin with the words for no country alone; `offer` gives the rest."""
        self.none = none if none is not None else _l("No country")
        super().__init__(label, validators, coerce=_code, choices=[SelectChoice("", self.none)], **options)

    def offer(self, countries: Iterable[Place]) -> None:
        """Offer these countries, by their names in the reader's language."""
        self.choices = named((("", str(self.none)), *((each.iso2, each.name) for each in countries)))

    def pre_validate(self, form: Any) -> None:
        """Look for the country among those on offer; what is not there the library refuses."""
        if all(choice.value != (self.data or "") for choice in self.choices):
            super().pre_validate(form)


class ChoiceField(SelectField):
    """One word of an enum, or none where `none` has the words for it."""

    def __init__(
        self, label: Any, words: Mapping[Any, Any], *, none: Any = None, validators: Any = None, **options: Any
    ) -> None:
        """Offer each word of the enum as it is said on screen."""
        kinds = type(next(iter(words)))

        def coerce(value: Any) -> StrEnum | None:
            return None if value in {None, ""} and none is not None else kinds(value)

        super().__init__(label, validators, coerce=coerce, **options)
        self.choices = offered(words, none)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the word, or say that it is none of those on offer."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Choose one of the list.")) from None


class NumberField(IntegerField):
    """A whole number that a database can hold, not below nought; empty means not known."""

    LARGEST = 2**31 - 1

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; empty is None."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            raise ValueError(NO_NUMBER) from None

    def pre_validate(self, form: Any) -> None:
        """Refuse what no vote can count; one sentence about a number is enough."""
        if self.process_errors:
            raise StopValidation
        if self.data is not None and not 0 <= self.data <= self.LARGEST:
            raise StopValidation(NO_NUMBER)
        super().pre_validate(form)


def country_name(country: Named) -> str:
    """A country's name in the reader's language, English where we have none."""
    return name_of(country, current.language())


def _code(value: Any) -> str | None:
    return str(value) if value else None

"""How a person is greeted in a letter: in their own form, else by the forms of the letter's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Gender(StrEnum):
    """The grammatical gender in which somebody is addressed, where we know it."""

    FEMININE = "feminine"
    MASCULINE = "masculine"
    UNKNOWN = "unknown"


_WORDS = {
    "f": Gender.FEMININE,
    "female": Gender.FEMININE,
    "woman": Gender.FEMININE,
    "m": Gender.MASCULINE,
    "male": Gender.MASCULINE,
    "man": Gender.MASCULINE,
}


@dataclass(frozen=True, slots=True)
class Forms:
    """The greetings of a language: to a member of a chamber and of an upper house; by name where one can."""

    feminine: str
    masculine: str
    unknown: str
    feminine_upper: str = ""
    masculine_upper: str = ""
    unknown_upper: str = ""
    own: str = "{form}"
    ends: str = ","

    def of(self, gender: Gender, *, upper: bool) -> str:
        """The greeting for a gender and a house."""
        name = gender.value
        return (getattr(self, f"{name}_upper") if upper else "") or str(getattr(self, name))


FORMS: Mapping[str, Forms] = {
    "en": Forms(
        feminine="Dear Ms {name}",
        masculine="Dear Mr {name}",
        unknown="Dear {name}",
        own="Dear {form}",
    ),
    "fr": Forms(
        feminine="Madame la Députée",
        masculine="Monsieur le Député",
        unknown="Madame, Monsieur {name}",
        feminine_upper="Madame la Sénatrice",
        masculine_upper="Monsieur le Sénateur",
    ),
    "es": Forms(
        feminine="Estimada señora diputada {name}",
        masculine="Estimado señor diputado {name}",
        unknown="Estimada señora o señor {name}",
        feminine_upper="Estimada señora senadora {name}",
        masculine_upper="Estimado señor senador {name}",
        ends=":",
    ),
    "ar": Forms(
        feminine="سعادة النائبة {name} المحترمة",
        masculine="سعادة النائب {name} المحترم",
        unknown="السيدة / السيد {name}",
        ends="،",
    ),
    "ru": Forms(
        feminine="Уважаемая г-жа {name}",
        masculine="Уважаемый г-н {name}",
        unknown="Уважаемая госпожа / уважаемый господин {name}",
        ends="!",
    ),
    "zh": Forms(
        feminine="尊敬的{name}议员女士",
        masculine="尊敬的{name}议员先生",
        unknown="尊敬的{name}议员",
        ends="：",
    ),
}
_OPENINGS = (
    "dear ", "madame", "monsieur", "mesdames", "estimad", "cher", "chère", "señor", "سعادة", "السيد", "уважаем", "尊敬",
)  # fmt: skip
"""A form that begins so is a whole greeting; any other is how somebody is addressed after the language's word."""


def gender_of(word: str) -> Gender:
    """Read a gender as it was typed or imported."""
    return _WORDS.get(word.strip().casefold(), Gender.UNKNOWN)


def greeting(salutation: str, honorific: str, name: str, gender: str, language: str, *, upper: bool = False) -> str:
    """Greet a person in a language; nothing where the language has no forms and they have no greeting of their own."""
    forms, own = FORMS.get(language), salutation.strip().rstrip(",:،!：").strip()
    if own.casefold().startswith(_OPENINGS):
        return own + (forms.ends if forms else ",")
    if forms is None:
        return f"{own}," if own else ""
    if not (own or name.strip()):
        return ""
    if own:
        return forms.own.format(form=own) + forms.ends
    titled = f"{honorific} {name}".strip()
    if honorific.strip() and language == "en":
        return f"Dear {titled}{forms.ends}"
    return forms.of(gender_of(gender), upper=upper).format(name=name.strip()) + forms.ends

"""What the mails of accounts say, rendered from the templates in `templates/email/<kind>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape


@dataclass(frozen=True)
class Words:
    """One mail's words: its language, its subject and the two parts of its body."""

    language: str
    subject: str
    text: str
    html: str


def render(kind: str, language: str, values: Mapping[str, object]) -> Words:
    """Render one kind of mail in a language, in English where that is not translated."""
    language = language if is_translated(language) else "en"
    environment = _environment(language)
    common = {**values, "language": language, "direction": Locale.parse(language).text_direction}
    subject, text, html = (
        environment.get_template(f"{kind}/{part}").render(common) for part in ("subject.txt", "body.txt", "body.html")
    )
    return Words(language, " ".join(subject.split()), text.strip() + "\n", html)


def is_translated(language: str) -> bool:
    """Whether the texts of mails exist in a language."""
    return language == "en" or isinstance(_translations(language), Translations)


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(str(resources.files("crm") / "translations"), [language])


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_folder() / "email"),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(_translations(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    return environment


def _folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / "templates" if (package / "templates").is_dir() else package.parent / "templates"

"""What the mails of accounts say, rendered from the templates in `templates/email/<kind>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from crm.languages import LANGUAGES, choose, direction, speaking


@dataclass(frozen=True)
class Words:
    """One mail's words: its language, its subject and the two parts of its body."""

    language: str
    subject: str
    text: str
    html: str


def render(kind: str, language: str, values: Mapping[str, object]) -> Words:
    """Render one kind of mail in a language, in English where that is not translated."""
    language = choose(LANGUAGES, language).language
    environment = _environment(language)
    common = {**values, "language": language, "direction": direction(language)}
    subject, text, html = (
        environment.get_template(f"{kind}/{part}").render(common) for part in ("subject.txt", "body.txt", "body.html")
    )
    return Words(language, " ".join(subject.split()), text.strip() + "\n", html)


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
    environment.install_gettext_translations(speaking(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    return environment


def _folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / "templates" if (package / "templates").is_dir() else package.parent / "templates"

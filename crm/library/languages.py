"""The languages that a text of the library can be written in, each named in itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm.languages import LANGUAGES

OTHERS: Final[Mapping[str, str]] = {
    "am": "አማርኛ",
    "az": "Azərbaycan",
    "bg": "Български",
    "bn": "বাংলা",
    "bs": "Bosanski",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "et": "Eesti",
    "fa": "فارسی",
    "fi": "Suomi",
    "ha": "Hausa",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "hy": "Հայերեն",
    "id": "Indonesia",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kk": "Қазақ тілі",
    "km": "ខ្មែរ",
    "ko": "한국어",
    "lo": "ລາວ",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mn": "Монгол",
    "nb": "Norsk bokmål",
    "ne": "नेपाली",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "si": "සිංහල",
    "sk": "Slovenčina",
    "sq": "Shqip",
    "sr": "Српски",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "uz": "O‘zbek",
    "vi": "Tiếng việt",
}
"""Languages of parliaments beside those that readers are spoken to in; asking Babel would read 40 MiB of words."""

CONTENT_LANGUAGES: Final[Mapping[str, str]] = {**LANGUAGES, **OTHERS}


def language_name(code: str) -> str:
    """The name of a language in itself."""
    return CONTENT_LANGUAGES.get(code, code)

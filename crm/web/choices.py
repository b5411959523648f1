"""What lists of choices offer: put together and written once, as page after page offers the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from markupsafe import escape
from wtforms import SelectChoice

from crm.web import current


class Choices(tuple[SelectChoice, ...]):  # noqa: SLOT001 - they keep how they are written
    """Choices in one language, in no groups."""

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What is said for each value."""
        return {choice.value: choice.label for choice in self}

    @cached_property
    def options(self) -> str:
        """How a page writes them."""
        return "".join(f'<option value="{escape(each.value)}">{escape(each.label)}</option>' for each in self)


def offered(words: Mapping[Any, Any], none: Any = None) -> Choices:
    """Words to choose among in the language of the page, after what is said for none of them.

    `words` is what a module says once for all pages: what it holds is looked at once for each language.
    """
    return _offered(_Itself(words), _Itself(none), current.language())


@lru_cache(maxsize=64)
def named(pairs: Sequence[tuple[str, str]]) -> Choices:
    """Choices of values with their names."""
    return Choices(SelectChoice(value, name) for value, name in pairs)


class _Itself:
    """Something that equals nothing but itself, whatever it holds."""

    def __init__(self, it: Any) -> None:
        self.it = it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.it is other.it

    def __hash__(self) -> int:
        return id(self.it)


@lru_cache(maxsize=512)
def _offered(words: _Itself, none: _Itself, _language: str) -> Choices:
    first = [] if none.it is None else [SelectChoice("", str(none.it))]
    return Choices((*first, *(SelectChoice(str(word), str(said)) for word, said in words.it.items())))

"""The language in which letters are written: fields and conditions in a text, and nothing else.

It is Jinja cut down to `{{ field }}` and `{% if … %}`. Data is put in only after the text was read, in the
place of marks: whatever it holds, it is never read as a template or as Markdown.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeAlias

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

Value: TypeAlias = str | bool | tuple[str, ...]
"""What a field holds: a text, whether something is so, or lines of a list."""

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Compare, nodes.Operand, nodes.Const,
    nodes.And, nodes.Or, nodes.Not, nodes.Tuple, nodes.List,
)  # fmt: skip
_COMPARED = frozenset({"eq", "ne", "in", "notin"})
_FIRST_NAME = re.compile(r"'(\w+)'")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: in which line, with which words or field of it, and what kind of fault it is."""

    line: int
    what: str
    unknown_field: bool = False


class EmptyFieldError(ValueError):
    """Fields that stand in the text have nothing to say about this person; `names` are they."""

    def __init__(self, names: Sequence[str]) -> None:
        """Keep the names."""
        super().__init__(", ".join(names))
        self.names = tuple(names)


@dataclass(frozen=True)
class Merged:
    """A text with marks where data stands, and the data of each mark."""

    text: str
    values: Mapping[str, str]

    @property
    def plain(self) -> str:
        """The text with the data in the place of its marks, in one line."""
        said = self.text
        for mark, value in self.values.items():
            said = said.replace(mark, value)
        return " ".join(said.split())


def faults_of(source: str, known: Collection[str]) -> Sequence[Fault]:
    """Find all that keeps a text from being used: what is no field or condition, and fields nobody knows."""
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        return [Fault(error.lineno, _said(error))]
    except RecursionError:
        return [Fault(1, "…")]
    return sorted(_walk(tree, known), key=lambda fault: fault.line)


def merge(source: str, values: Mapping[str, Value]) -> Merged:
    """Fill a text that has no faults; raises EmptyFieldError naming every field that would stand there empty."""
    marks = _Marks()
    filled = {name: _Filled(name, value, marks) for name, value in values.items()}
    text = _compiled(source).render(filled)
    if marks.empty:
        raise EmptyFieldError(list(dict.fromkeys(marks.empty)))
    return Merged(text, marks.values)


@dataclass
class _Marks:
    """The marks of one text; they hold a random word, so that no data can look like one."""

    values: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    nonce: str = field(default_factory=lambda: f"x{secrets.token_hex(8)}n")

    def put(self, name: str, value: str) -> str:
        if not value.strip():
            self.empty.append(name)
        mark = f"{self.nonce}{len(self.values):04d}z"
        self.values[mark] = value
        return mark


class _Filled:
    """A field in a condition (is it there, is it this) or in the text, where it leaves its mark."""

    __hash__ = None  # type: ignore[assignment]  # compared, never kept in a set

    def __init__(self, name: str, value: Value, marks: _Marks) -> None:
        self._name, self._value, self._marks = name, value, marks

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return bool(self._value == (other._value if isinstance(other, _Filled) else other))

    def mark(self) -> str:
        """What stands in the text: a mark, or for lines a numbered list of them."""
        if isinstance(self._value, tuple):
            lines = self._value or ("",)
            return "\n".join(
                f"{number}. {self._marks.put(self._name, line)}" for number, line in enumerate(lines, start=1)
            )
        return self._marks.put(self._name, self._value if isinstance(self._value, str) else "")


def _mark(value: Any) -> Any:
    return value.mark() if isinstance(value, _Filled) else value


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=_mark,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    return environment


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _environment().from_string(source)


def _walk(tree: nodes.Template, known: Collection[str]) -> Iterator[Fault]:
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            yield Fault(node.lineno, type(node).__name__.lower())
        elif isinstance(node, nodes.Output):
            for part in node.nodes:
                if not isinstance(part, nodes.TemplateData | nodes.Name):
                    yield Fault(part.lineno, type(part).__name__.lower())
        elif isinstance(node, nodes.Operand) and node.op not in _COMPARED:
            yield Fault(node.lineno, node.op)
        elif isinstance(node, nodes.Name) and node.name not in known:
            yield Fault(node.lineno, node.name, unknown_field=True)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        yield child
        yield from _all(child)


def _said(error: TemplateSyntaxError) -> str:
    """The sign or word at which the parser stopped, of its own English message."""
    found = _FIRST_NAME.search(error.message or "")
    return found[1] if found else (error.message or "")

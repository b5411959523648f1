"""A digest compiled: rendered once for each variant, then only joined with each reader's values.

What a reader gets by joining equals what rendering the templates for that reader gives; a test holds it, and some
readers of each variant are compared before a digest is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from crm.digests.issue import READER_SLOTS, Issue, Passage, Values, Variant
from crm.digests.rendering import Rendered, render, render_passage
from crm.digests.slots import CLOSE, OPEN, Pattern
from crm.mail.quoted import Quoted, QuotedPattern, in_line

_IN_TAG = re.compile(f"<[^>]*{OPEN}([a-z_]+){CLOSE}[^>]*>")
_TOKENS = frozenset({"unsubscribe_token", "tell_token"})


_SHARED = frozenset({"country", "passage"})
"""What many readers have in common is encoded once for all of them."""
_shared = lru_cache(maxsize=1024)(in_line)


class UnsafeSlotError(ValueError):
    """A template puts a reader's words inside a tag, where they would not be escaped rightly."""


@dataclass(frozen=True)
class Compiled:
    """One variant of a digest, to be joined per reader."""

    subject: str
    text: Pattern
    html: Pattern

    @classmethod
    def of(cls, rendered: Rendered) -> Compiled:
        """Cut what was rendered with slots into a pattern; only tokens may stand inside a tag."""
        for name in _IN_TAG.findall(rendered.html):
            if name not in _TOKENS:
                message = f"the slot {name} stands inside a tag"
                raise UnsafeSlotError(message)
        return cls(rendered.subject, Pattern.of(rendered.text), Pattern.of(rendered.html))

    def join(self, values: Values) -> Rendered:
        """Give one reader's mail."""
        return Rendered(self.subject, self.text.join(values.text), self.html.join(values.html))

    def join_quoted(self, values: Values) -> tuple[Quoted, Quoted]:
        """Give one reader's text and HTML as `join` does, encoded for the mail already."""
        text = _encoded(values.text)
        html = text | _encoded({name: said for name, said in values.html.items() if said != values.text[name]})
        return self._quoted_text.join(text), self._quoted_html.join(html)

    @cached_property
    def _quoted_text(self) -> QuotedPattern:
        return QuotedPattern.of(self.text.pieces)

    @cached_property
    def _quoted_html(self) -> QuotedPattern:
        return QuotedPattern.of(self.html.pieces)


def _encoded(values: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): (_shared if name in _SHARED else in_line)(value) for name, value in values.items()}


def render_variant(issue: Issue, variant: Variant) -> Rendered:
    """Render a variant with slots where the reader's values go."""
    chosen = issue.for_keys(variant.parts)
    return render(chosen, Values.slots(), first_time=variant.first_time, wanted=variant.wanted)


def compile_variant(issue: Issue, variant: Variant) -> Compiled:
    """Compile a variant."""
    return Compiled.of(render_variant(issue, variant))


def joins_as_rendered(
    compiled: Compiled, issue: Issue, variant: Variant, values: Mapping[str, str], passage: Passage | None
) -> bool:
    """Whether a reader gets by joining what rendering the templates for them gives."""

    def said(*, inlined: bool) -> Values:
        words = render_passage(passage, issue.language, inlined=inlined) if passage else ("", "")
        return reader_values(values, words)

    chosen, own = issue.for_keys(variant.parts), said(inlined=False)
    whole = render(chosen, own, first_time=variant.first_time, wanted=variant.wanted)
    return compiled.join(said(inlined=True)) == whole


def reader_values(values: Mapping[str, str], passage: tuple[str, str]) -> Values:
    """Make a reader's values for the slots; raises ValueError when one is missing, so that nobody is "Dear None"."""
    safe = Values.of(values, passage)
    missing = sorted(name for name in READER_SLOTS if not safe.text[name])
    if missing:
        message = f"a reader without {', '.join(missing)}"
        raise ValueError(message)
    return safe

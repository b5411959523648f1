"""How templates write what they show: to mark each value as safe costs several times what it costs to escape it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from flask.templating import Environment as FlaskEnvironment
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.compiler import Frame

_find_special = re.compile("[&<>\"']").search


def written(value: Any) -> str:
    """Give what a page shows of a value: as `escape` does, but text without anything to escape stays plain text."""
    kind = type(value)
    if kind is Markup or (kind is str and _find_special(value) is None):
        return value  # type: ignore[no-any-return]  # both are texts
    return str(value) if kind is int else escape(value)


class Writing(CodeGenerator):
    """Compiles templates that write with `written`: what they write is only joined, and so needs no mark of safety."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.written(")
        else:
            super()._output_child_pre(node, frame, finalize)


class Environment(FlaskEnvironment):
    """Flask's templates, compiled so."""

    code_generator_class = Writing
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give a template our globals themselves: every page and import walks through the library's chain of them."""
        return super().make_globals(d) if d else self.globals

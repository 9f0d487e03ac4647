"""How templates become Python: what Jinja writes for any use of a template, shorter for ours.

The pages are the same, byte for byte. A template of ours escapes always or never, names its macros
where they stand or in a `{% from %}`, and takes its sentences from `_` and its sisters; so most of
what Jinja asks at each piece of a page is known when the template is compiled.

Source: docs/decisions/0088-what-a-template-asks-is-known-when-it-is-compiled.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro, Undefined
from jinja2.utils import missing
from markupsafe import Markup

from pbplatform.web import spoken
from pbplatform.web.escaping import NOTHING, mark, shown

_NO_CALLER = Undefined(name="caller")
# By the name in templates: the function that says it on a page.
_SENTENCES = {
    "_": "said",
    "gettext": "said",
    "ngettext": "counted",
    "pgettext": "meant",
    "npgettext": "meant_counted",
}


class PageMacro(Macro):
    """A macro of a template that escapes: its values are put in order, what it makes is marked."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self._known: dict[Any, list[str]] = {}
        self._ends_with_caller = self.caller and not self.explicit_caller

    def __call__(self, *given: Any, **named: Any) -> Markup:
        names = (len(given), *named)
        known = self._known.get(names)
        if known is None:  # one of the few ways in which templates call it
            known = self._known[names] = self._in_order(len(given), named)
        rest = [named.get(name, missing) for name in known]
        if self._ends_with_caller:
            return mark(self._func(*given, *rest, named.get("caller") or _NO_CALLER))
        return mark(self._func(*given, *rest))

    def _in_order(self, given: int, named: Mapping[str, Any]) -> list[str]:
        """What the compiled macro takes after so many values: what was not given is `missing`.

        Raises:
            TypeError: it has no such argument, or not so many.
        """
        if given > self._argument_count:
            raise TypeError(f"macro {self.name!r} takes at most {self._argument_count} arguments")
        rest: list[str] = list(self.arguments[given:])
        own = {*rest, "caller"} if self.caller and not self.explicit_caller else {*rest}
        for name in named:
            if name not in own:
                raise TypeError(f"macro {self.name!r} takes no argument {name!r}")
        return rest


class PageCode(CodeGenerator):
    """The compiler of `PageEnvironment`. A template that does not escape is compiled as ever."""

    _macros: frozenset[str] = frozenset()
    _sentences: frozenset[str] = frozenset()

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Find out which names are macros and which are sentences in this template."""
        named = {each.name for each in node.find_all(nodes.Macro)}
        for each in node.find_all(nodes.FromImport):
            named |= {name[1] if isinstance(name, tuple) else name for name in each.names}
        stored = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
        self._macros = frozenset(named - stored)
        self._sentences = frozenset(_SENTENCES.keys() - named - stored)
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """The names that the functions of a template use."""
        super().write_commons()
        self.writeline("shown = environment.shown")
        self.writeline("nothing = environment.nothing")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro, and what stands in a call block."""
        if not _escapes(frame) or macro_ref.accesses_kwargs or macro_ref.accesses_varargs:
            super().macro_def(macro_ref, frame)
            return
        names = "".join(f"{each.name!r}, " for each in macro_ref.node.args)
        self.write(
            f"environment.macro(environment, macro, {getattr(macro_ref.node, 'name', None)!r},"
            f" ({names}), False, False, {macro_ref.accesses_caller!r}, True)"
        )

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802
        """`x if y` alone: Jinja would make something that knows its line for each that is not."""
        if node.expr2 is not None:
            super().visit_CondExpr(node, frame)
            return
        soft = frame.soft()
        self.write("(")
        self.visit(node.expr1, soft)
        self.write(" if ")
        self.visit(node.test, soft)
        self.write(" else nothing)")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A macro or a sentence is called as it is; of others Jinja asks how they are called."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        plain = node.dyn_args is None and node.dyn_kwargs is None and _escapes(frame)
        if plain and name in self._sentences and node.args:
            self._sentence(name, node, frame)
        elif plain and (name in self._macros or name == "caller"):
            self.visit(node.node, frame)
            self._values(node, frame, caller=forward_caller)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _sentence(self, name: str, node: nodes.Call, frame: Frame) -> None:
        kind = _SENTENCES[name]
        if kind == "said" and node.kwargs:
            kind = "said_with"
        self.write(f"environment.{kind}")
        self._values(node, frame)

    def _values(self, node: nodes.Call, frame: Frame, *, caller: bool = False) -> None:
        self.write("(")
        for value in (*node.args, *(each for each in node.kwargs if not iskeyword(each.key))):
            self.visit(value, frame)
            self.write(", ")
        if caller:
            self.write("caller=caller, ")
        for each in node.kwargs:
            if iskeyword(each.key):  # `class` is one in Python
                self.write(f"**{{{each.key!r}: ")
                self.visit(each.value, frame)
                self.write("}, ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _escapes(frame) and finalize.src is None:
            self.write("shown(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.imported({node.template.value!r}, {self.name!r})")


def _escapes(frame: Frame) -> bool:
    return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile


# What the functions of a template ask of their environment, beside what Jinja has them ask.
NAMES: dict[str, Any] = {
    "shown": staticmethod(shown),
    "nothing": NOTHING,
    "macro": PageMacro,
    "said": staticmethod(spoken.said),
    "said_with": staticmethod(spoken.said_with),
    "counted": staticmethod(spoken.counted),
    "meant": staticmethod(spoken.meant),
    "meant_counted": staticmethod(spoken.meant_counted),
}

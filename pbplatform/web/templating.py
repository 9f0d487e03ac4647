"""Jinja as this program uses it: the same pages, made with less work.

What Jinja does for every name, call and piece of a page so that it may be used in any way is left
out where ours are used in one. Source: docs/decisions/0080-each-page-is-cheap-to-make.md.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

from pbplatform.web.page_code import NAMES, PageCode, PageMacro

_PLAIN = frozenset({FunctionType, MethodType, BuiltinFunctionType})


class PageContext(Context):
    """Names of one template, which knows at a glance how macros and plain functions are called."""

    def __init__(
        self,
        environment: PageEnvironment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Any],
        globals: MutableMapping[str, Any] | None = None,  # as Jinja calls it
    ) -> None:
        # They are compared with those of what is imported; these are the same.
        own = None if globals is environment.globals else globals
        super().__init__(environment, parent, name, blocks, own)

    def get_all(self) -> dict[str, Any]:
        """All names, for what is included."""
        return self.parent | self.vars if self.vars else self.parent

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call something that a template calls."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is not PageMacro and (kind not in _PLAIN or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class PageEnvironment(Environment):
    """Every template has the names of the environment and none of its own."""

    context_class = PageContext
    code_generator_class = PageCode

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._at_hand: dict[str, Template] = {}
        self._modules: dict[str, TemplateModule] = {}

    def overlay(self, *args: Any, **kwargs: Any) -> Environment:  # type: ignore[override]
        """Another environment that shares the rest with this one; its templates are its own."""
        made = super().overlay(*args, **kwargs)
        made._at_hand, made._modules = {}, {}
        return made

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows.

        Jinja lays an empty table over them for each template, and then asks both for each name
        whenever a page begins or includes something.
        """
        return self.globals if d is None else super().make_globals(d)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # as Jinja calls it
    ) -> Template:
        """A template by its name, which is the same wherever it is named.

        Raises:
            TemplateNotFound: there is none.
        """
        if globals is not None or self.auto_reload or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._at_hand.get(name)
        if found is None:
            found = self._at_hand[name] = super().get_template(name, parent)
        return found

    def imported(self, name: str, parent: str | None) -> TemplateModule:
        """The macros of a template, for `{% from %}`.

        Raises:
            TemplateNotFound: there is none.
        """
        found = self._modules.get(name)
        if found is None or self.auto_reload:
            found = self._modules[name] = self.get_template(name, parent)._get_default_module()
        return found


for _name, _value in NAMES.items():
    setattr(PageEnvironment, _name, _value)


# Of these a vote is made, from its first page to its receipt, and what everybody reads.
_OF_EVERYBODY = (
    *("components/", "layouts/", "voting/", "errors/", "front/", "rounds/", "forums/", "points/"),
    *("promises/", "proposals/", "results/", "delivery/", "changes/", "venues/", "moderation/"),
)


def compile_ahead(environment: Environment) -> None:
    """Make the templates of a vote and of public pages ready: nobody waits for them after a start.

    It takes about three seconds. Those of desks, mails and print are compiled when first shown.
    """
    for name in environment.list_templates():
        if name.startswith(_OF_EVERYBODY):
            environment.get_template(name)

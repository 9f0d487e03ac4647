"""Jinja as this program uses it: the same pages, made with less work.

What Jinja does for every name, call and piece of a page so that it may be used in any way is left
out where ours are used in one. Source: docs/decisions/0080-each-page-is-cheap-to-make.md.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro


class PageContext(Context):
    """Names of one template, which knows at a glance how macros and plain functions are called."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call something that a template calls."""
        kind = type(called)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind not in (FunctionType, MethodType) or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class PageEnvironment(Environment):
    """Every template has the names of the environment and none of its own."""

    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows.

        Jinja lays an empty table over them for each template, and then asks both for each name
        whenever a page begins or includes something.
        """
        return self.globals if d is None else super().make_globals(d)


# Of these a vote is made, from its first page to its receipt.
_OF_A_VOTE = ("components/", "layouts/", "voting/")


def compile_ahead(environment: Environment) -> None:
    """Make the templates of a vote ready, so that no voter waits for it after a start.

    It takes about a second. All others are compiled when they are first shown.
    """
    for name in environment.list_templates():
        if name.startswith(_OF_A_VOTE):
            environment.get_template(name)

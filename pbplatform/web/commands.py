"""What the commands of slices need: the application of this installation."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask


def hand_over(context: click.Context, make: Callable[[], Flask]) -> None:
    """Called by the main command: how its subcommands get their application."""
    context.obj = make


def application() -> Flask:
    """The application that the running command works on, made now."""
    make: Callable[[], Flask] = click.get_current_context().find_root().obj
    return make()

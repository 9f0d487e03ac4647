"""`pbplatform …`: every command of an installation. Thin: they call services, and fail in words."""

from __future__ import annotations

import os
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from config import SettingsError
from pbplatform import create_app
from pbplatform.cli import bundle, check, demo, keys, processes, setup
from pbplatform.cli.check_lists import check_lists
from pbplatform.cli.count import count_command
from pbplatform.cli.database import reason
from pbplatform.cli.installation import settings
from pbplatform.cli.replay import replay_command
from pbplatform.cli.serving import Ended
from pbplatform.cli.setup import require_tables
from pbplatform.cli.witness import witness
from pbplatform.core.errors import DomainError
from pbplatform.slices import SLICES
from pbplatform.web.commands import hand_over
from pbplatform.web.refusals import message_for


class InWords(click.Group):
    """Says what is wrong in one line; a stack trace is for our own faults only."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SettingsError, Ended) as error:
            raise click.ClickException(str(error)) from error
        except DomainError as error:
            raise click.ClickException(message_for(error)) from error
        except DBAPIError as error:
            raise click.ClickException(f"the database says: {reason(error)}") from error


def _application() -> Flask:
    found = settings()
    require_tables(found)
    return create_app(found)


@click.group(cls=InWords)
@click.pass_context
def main(context: click.Context) -> None:
    """Participatory budgeting and citizen forums of one place.

    Settings come from the environment and are listed in config.py.
    """
    hand_over(context, _application)
    os.umask(0o077)  # what commands make on disk is for this user alone


# Every command is registered here, in the order an operator meets them.
COMMANDS: tuple[click.Command, ...] = (
    setup.init,
    setup.migrate,
    setup.setup_code,
    keys.keys,
    processes.serve,
    processes.worker,
    demo.demo,
    *(command for each in SLICES for command in each.commands),
    bundle.bundle,
    check.check,
    check.accept_log_command,
    check_lists,
    witness,
    count_command,
    replay_command,
)
for command in COMMANDS:
    main.add_command(command)

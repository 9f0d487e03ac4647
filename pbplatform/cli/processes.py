"""`pbplatform serve` and `pbplatform worker`."""

from __future__ import annotations

import logging
from dataclasses import replace

import click

from pbplatform import create_app
from pbplatform.cli.check import refuse_other_logs, tell_problems
from pbplatform.cli.installation import check_key_dir, close_to_others, environment, settings
from pbplatform.cli.serving import check_port
from pbplatform.cli.serving import serve as serve_both
from pbplatform.cli.setup import offer_setup_code, require_tables
from pbplatform.cli.worker import work
from pbplatform.core import log_lines


@click.command()
def serve() -> None:
    """Serve the place: the web server and its worker."""
    environ = environment()
    found = settings(environ)
    check_key_dir(found)
    require_tables(found)
    close_to_others(found)
    check_port(found.host, found.port)  # before a new setup code ends the one in force
    if not found.mail_host and found.is_production:
        click.echo("MAIL_HOST is not set: mails wait in the outbox until it is.", err=True)
    app = create_app(found)
    refuse_other_logs(app, found)
    tell_problems(app)
    offer_setup_code(found)
    serve_both(found, environ)


@click.command()
@click.option("--parent", type=int, help="End when this process is gone.")
def worker(parent: int | None) -> None:
    """Do what is due: mails, the public log, clean-up. `serve` starts one."""
    log_lines.install("worker: %(levelname)s %(message)s", level=logging.INFO)
    found = settings()
    require_tables(found)
    close_to_others(found)
    # Past PgBouncer: advisory locks and SKIP LOCKED want a connection of their own.
    direct = replace(found, database_url=found.database_direct_url)
    app = create_app(direct)
    refuse_other_logs(app, direct)
    work(app, direct, parent=parent)

"""A command's zip file: whole or none, with a bar that shows how far it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from tqdm import tqdm

from pbplatform.audit.domain.bundle import Part, zipped
from pbplatform.audit.queries.bundled import Told


def write_zip(out: Path, lines: int, parts: Callable[[Told], Iterable[Part]]) -> None:
    """The zip file, whole or not at all.

    Args:
        lines: about how many lines it has.

    Raises:
        ClickException: it cannot be written, or it was stopped.
    """
    part = out.with_name(f"{out.name}.part")
    try:
        with (
            part.open("wb") as file,
            tqdm(total=lines, unit="line", desc="writing", disable=None) as bar,
        ):

            def tell(done: int) -> None:
                bar.update(done)

            for piece in zipped(parts(tell)):
                file.write(piece)
        os.replace(part, out)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from error
    except KeyboardInterrupt as error:
        raise click.ClickException("stopped; nothing was kept") from error
    finally:
        part.unlink(missing_ok=True)

"""Compiles one template to PDF; also a program of its own: `python -I press.py MEMORY SECONDS`.

It reads an order as JSON from standard input and writes the PDF to standard output. With `many` for
SECONDS it takes an order from each line, and writes the length of each PDF before it (0: it could
not be made), until its input ends. It imports nothing of ours, so that the process starts fast and
holds nothing but what is printed.
Source: docs/rules/printing.md section 1.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from functools import lru_cache
from typing import Any

import typst

OK, FAILED = 0, 1
MANY = "many"
# A letter that our fonts lack although they list it: it is shown as the others that they lack.
_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
INSTEAD = "\N{REPLACEMENT CHARACTER}"
_MOST_REPAIRS = 20
_KEPT_FOR = 10  # documents; docs/benchmarks.md has what it saves


class CannotCompile(Exception):
    """What the compiler said of a template; it holds words of the data, so it is never logged."""


@lru_cache(maxsize=2)
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


@lru_cache(maxsize=1)
def _no_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)


def compile_order(order: dict[str, Any], *, picture: bool = False) -> bytes:
    """The PDF of an order, or its first page as PNG.

    Args:
        order: `template` (path), `root` (folder of templates), `fonts` (folder), `told` and `data`
            (JSON as text), `at` (seconds since 1970).

    Raises:
        CannotCompile: the template and the data do not fit.
    """
    data = str(order["data"])
    for _repair in range(_MOST_REPAIRS):
        try:
            made = _compiled(order, data, picture=picture)
        except typst.TypstError as error:
            lacking = _NO_GLYPH.search(error.message)
            if lacking is None or not (bare := without(data, lacking[1])):
                raise CannotCompile(error.message) from error
            data = bare
        else:
            return made[0] if isinstance(made, list) else made
    raise CannotCompile("too many letters that no font has")


def _compiled(order: dict[str, Any], data: str, *, picture: bool) -> bytes | list[bytes]:
    compiler = typst.Compiler(
        order["template"],
        root=order["root"],
        font_paths=_fonts(order["fonts"]),
        sys_inputs={"told": order["told"], "data": data},
    )
    made = compiler.compile(
        format="png" if picture else "pdf",
        ppi=80 if picture else None,
        pdf_standards=[] if picture else ["ua-1"],
        timestamp=int(order["at"]),
    )
    if made is None:  # only where it writes into a file
        raise CannotCompile("nothing was made")
    return made


def forget() -> None:
    """Give back the memory of what was laid out before, for a process that prints much.

    The compiler keeps what it laid out until ten more documents came; these hold nothing.
    """
    for _document in range(_KEPT_FOR + 1):
        typst.Compiler(b"#pagebreak()", font_paths=_no_fonts()).compile(format="pdf")


def without(data: str, shown: str) -> str:
    """The JSON with these letters replaced; empty where none of them is in it."""
    lacking = {letter for letter in shown if ord(letter) > 126}
    bare = data
    for letter in lacking:
        bare = bare.replace(letter, INSTEAD)
    return bare if bare != data else ""


def limit(memory_bytes: int, cpu_seconds: int | None) -> None:
    """From here on this process has so much memory and time, and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if cpu_seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def print_many() -> None:
    """One order after the other, until the input ends."""
    for line in sys.stdin.buffer:
        try:
            made = compile_order(json.loads(line))
        except CannotCompile:
            made = b""
        sys.stdout.buffer.write(b"%d\n" % len(made) + made)
        sys.stdout.buffer.flush()
        del made
        forget()


def main() -> int:
    """The exit code says whether there is a PDF."""
    many = sys.argv[2] == MANY
    limit(int(sys.argv[1]), None if many else int(sys.argv[2]))
    if many:
        print_many()
        return OK
    try:
        made = compile_order(json.loads(sys.stdin.buffer.read()))
    except CannotCompile:
        return FAILED
    sys.stdout.buffer.write(made)
    return OK


if __name__ == "__main__":
    sys.exit(main())

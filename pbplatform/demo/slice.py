"""What this slice announces of itself. The demonstration: its plot, its clock, its bar."""

from __future__ import annotations

from flask import Flask

from pbplatform.demo.views import bp, register
from pbplatform.demo.worker import steps
from pbplatform.web.slices import Slice


def _start(app: Flask) -> None:
    if app.extensions["settings"].mode == "demo":
        register(app)


SLICE = Slice(
    name="demo",
    blueprints=(bp,),
    start=_start,
    steps=steps,
)

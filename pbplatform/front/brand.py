"""The colours of the place as a style sheet: the content policy allows none inside a page."""

from __future__ import annotations

import hashlib
import re

from flask import Blueprint, Flask, Response, url_for
from flask.typing import ResponseReturnValue

from pbplatform.web.frame import Frame, current_frame
from pbplatform.web.guards import public

bp = Blueprint("brand", __name__)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LIGHT = (
    ":root{{--brand:{brand};--brand-d:{dark};--brand-fill:{brand};"
    "--brand-bg:color-mix(in srgb,{brand} 10%,white)}}"
)
_NIGHT = (
    ":root{{--brand:color-mix(in srgb,{brand} 40%,white);"
    "--brand-d:color-mix(in srgb,{brand} 25%,white);"
    "--brand-fill:{brand};--brand-bg:color-mix(in srgb,{brand} 25%,#14171a)}}"
)


def brand_css(frame: Frame) -> str:
    """The tokens a place may set; nothing when it set none."""
    if not _COLOUR.fullmatch(frame.brand):
        return ""
    dark = frame.brand_dark if _COLOUR.fullmatch(frame.brand_dark) else frame.brand
    day = _LIGHT.format(brand=frame.brand, dark=dark)
    night = _NIGHT.format(brand=frame.brand)
    return f"@layer tokens{{{day}@media (prefers-color-scheme:dark){{{night}}}}}"


def brand_url() -> str:
    """Its address, which changes with the colours."""
    mark = hashlib.sha256(brand_css(current_frame()).encode()).hexdigest()[:8]
    return url_for("brand.show", v=mark)


@bp.record_once
def _helpers(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]
    app.jinja_env.globals["brand_url"] = brand_url


@bp.route("/brand.css")
@public
def show() -> ResponseReturnValue:
    """Kept for a year: the address changes with the colours."""
    response = Response(brand_css(current_frame()), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response

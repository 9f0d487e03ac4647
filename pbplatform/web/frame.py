"""What every page knows of its place: name, time zone, money, languages. Loaded by `places`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g
from flask.globals import _cv_app

from pbplatform.core.money import Currency

LONDON = ZoneInfo("Europe/London")
POUNDS = Currency("GBP", 2)


@dataclass(frozen=True)
class Frame:
    """The place as the layout needs it; the default stands until a place is made."""

    name: str = "pbplatform"
    timezone: ZoneInfo = LONDON
    currency: Currency = POUNDS
    locale: str = "en_GB"
    languages: tuple[str, ...] = ("en",)
    brand: str = ""
    brand_dark: str = ""
    logo: str = ""
    help_line: str = ""
    help_phone: str = ""
    help_hours: str = ""
    exists: bool = False

    @property
    def helps(self) -> bool:
        """Whether the place says where one finds help."""
        return bool(self.help_line or self.help_phone)

    @property
    def help_in_a_line(self) -> str:
        """The same as plain words, for print: the words, then the number and its hours."""
        reached = ", ".join(part for part in (self.help_phone, self.help_hours) if part)
        return " ".join(part for part in (self.help_line, reached) if part)


FrameLoader = Callable[[], Frame]


def register_frame_loader(loader: FrameLoader) -> None:
    """Called by `places` when the app is made."""
    current_app.extensions["frame_loader"] = loader


def register_told_frame(frame_told: Callable[[Any], Frame]) -> None:
    """Likewise: the frame of a place that was read elsewhere, `PlaceTold`."""
    current_app.extensions["frame_told"] = frame_told


def frame_is_told(place: object) -> None:
    """This request has read its place already, together with something else."""
    if "frame" not in g:
        g.frame = current_app.extensions["last_frame"] = current_app.extensions["frame_told"](place)


def current_frame() -> Frame:
    """The place of this request, read once."""
    # Asked for with every day, time and amount on a page, so it does not go through `g`.
    kept: Frame | None = vars(_cv_app.get().g).get("frame")
    if kept is None:
        loader: FrameLoader | None = current_app.extensions.get("frame_loader")
        kept = g.frame = current_app.extensions["last_frame"] = loader() if loader else Frame()
    return kept


def last_frame() -> Frame:
    """The place as some earlier request read it, for pages that cannot ask the database."""
    frame: Frame = current_app.extensions.get("last_frame", Frame())
    return frame


def mails_go_out() -> bool:
    """Whether mails leave this installation; without a server a real place keeps them waiting."""
    settings = current_app.extensions["settings"]
    return bool(settings.mail_host) or not settings.is_production

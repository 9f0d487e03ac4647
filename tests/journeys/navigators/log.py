"""Reading the public log."""

from __future__ import annotations

from flask import Flask

from config import Settings
from pbplatform.audit.jobs.worker import fold_ballot_logs, fold_site_log
from tests.by_pages import Browser, Page


class PublicLog:
    """The log as a visitor reads it, after the worker's next turn."""

    def __init__(self, app: Flask, reader: Browser) -> None:
        self.app, self.reader = app, reader

    def says(self, *sentences: str) -> None:
        """Each sentence stands on the newest page of the log; no address of anybody does."""
        page = self._read()
        assert page.heading == "Everything that happened, in order"
        told = page.words.partition("Apply")[2]
        for sentence in sentences:
            assert sentence in told, f"not in the log: {sentence}\n{told}"
        assert "@example.org" not in page.text

    def box(self, round_name: str) -> str:
        """What the log of a round's box says, envelope by envelope, without spaces."""
        self._read()
        page = self.reader.press(f"The box of {round_name}, envelope by envelope")
        return "".join(page.words.split())

    def _read(self) -> Page:
        settings: Settings = self.app.extensions["settings"]
        with self.app.app_context():
            fold_site_log(settings)
            fold_ballot_logs(settings)
        self.reader.open("/")
        return self.reader.press("Data")

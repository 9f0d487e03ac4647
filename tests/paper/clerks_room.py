"""The room in which papers are logged, entered, compared and sealed: clerks at its pages."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pbplatform.core.actor import ActorRef
from tests.conftest import SetClock
from tests.pages import confirm, hidden_field, sign_in


class Room:
    """Each person sits at a browser of their own."""

    def __init__(self, app: Flask, clock: SetClock, slug: str) -> None:
        self.app, self.clock = app, clock
        self.desk = f"/desk/clerk/rounds/{slug}/batches"
        self._browsers: dict[tuple[str, datetime], FlaskClient] = {}

    def at(self, person: ActorRef) -> FlaskClient:
        """This person's browser; signed in anew when the time has moved on."""
        key = person.key, self.clock.at
        if key not in self._browsers:
            self._browsers[key] = self.app.test_client()
            sign_in(self.app, self._browsers[key], person, self.clock)
        return self._browsers[key]

    def post(self, person: ActorRef, path: str, data: dict[str, str]) -> TestResponse:
        """Send a form that must be taken."""
        answer = self.at(person).post(self.desk + path, data=data)
        assert answer.status_code == 302, answer.text
        return answer

    def receive(self, person: ActorRef, sheets: int, *, seal: str = "1") -> None:
        self.post(person, "", {"place": "Library", "seal": seal, "sheets": str(sheets)})

    def enter(
        self,
        person: ActorRef,
        batch: int,
        lines: list[str],
        *,
        done: bool = True,
        asked: bool = True,
    ) -> None:
        """Type lines and save; empty ones are not entered yet.

        Args:
            asked: whoever is asked whether a sheet stands so looks, and says yes.
        """
        page = self.at(person).get(f"{self.desk}/{batch}/enter").text
        form = {f"sheet_{sheet}": line for sheet, line in enumerate(lines, 1)}
        if asked:
            form |= {f"stands_{sheet}": "y" for sheet in range(1, len(lines) + 1)}
        form |= {"seen": hidden_field(page, "seen"), "action": "done" if done else "save"}
        self.post(person, f"/{batch}/enter", form)

    def drop(self, person: ActorRef, batch: int) -> None:
        assert confirm(self.at(person), f"{self.desk}/{batch}/drop").status_code == 302

    def look(self, person: ActorRef, batch: int, truth: list[str]) -> None:
        """Look a third time, and write down what stands there."""
        page = self.at(person).get(f"{self.desk}/{batch}/look").text
        asked = re.findall(r'name="sheet_(\d+)"', page)
        form = {f"sheet_{sheet}": truth[int(sheet) - 1] for sheet in asked}
        form |= {f"stands_{sheet}": "y" for sheet in asked}
        self.post(person, f"/{batch}/look", form)

    def confirm_look(self, person: ActorRef, batch: int) -> None:
        self.post(person, f"/{batch}/confirm", {"action": "stands"})

    def seal(self, batch: int, *people: ActorRef) -> None:
        """The first of two asks to seal it, the second seals it."""
        for person in people:
            answer = confirm(self.at(person), f"{self.desk}/{batch}/seal")
            assert answer.status_code == 302, answer.text

    def refuse(self, batch: int, one: ActorRef, two: ActorRef) -> None:
        self.post(one, f"/{batch}/refuse", self._seen(one, f"/{batch}/refuse", reason="Wet."))
        self.post(two, f"/{batch}/refuse", self._seen(two, f"/{batch}/refuse"))

    def _seen(self, person: ActorRef, path: str, **typed: str) -> dict[str, str]:
        return {"seen": hidden_field(self.at(person).get(self.desk + path).text, "seen"), **typed}

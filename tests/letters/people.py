"""Somebody without e-mail, and a letter to them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from pbplatform.intake.domain.origin import Origin, Person, Said, WrittenDown
from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind
from pbplatform.intake.services import write_down
from pbplatform.letters import services
from pbplatform.letters.domain.words import LetterWords
from pbplatform.letters.models import Letter
from pbplatform.notices.words import Mail
from tests.points.people import CAME, World

WORDS = LetterWords("An answer", "The bins are emptied.", "en", ("Bins",))
HERE = "https://pb.example"
LATER = CAME + timedelta(hours=1)


def said_by_post(world: World, title: str = "Bins") -> WrittenDown:
    return write_down(
        world.session,
        actor=world.bea,
        kind=ThingKind.POINT,
        where=world.forum.id,
        person=Person(
            name_shown="Rosa M.",
            contact=ContactBy.POST,
            addressee="Rosa Marsh",
            address="4 Mill Lane\nHackford",
        ),
        consent="Everybody can read it. Do you agree?",
        origin=Origin(kind=OriginKind.PHONE),
        said=Said(title=title, text="They are full.", sort="request"),
        now=CAME,
    )


def letter_of(world: World, path: str, key: int = 1, words: LetterWords = WORDS) -> Letter:
    key16 = key.to_bytes(16, "big")
    session = world.session
    facts = {"kind": "points:answered", "path": path, "words": words, "now": CAME}
    assert services.make_letter(session, key16=key16, **facts)
    return session.scalars(select(Letter).where(Letter.key16 == key16)).one()


class NoMail:
    """A mail server that must not be asked."""

    def send(self, mail: Mail, *, now: object) -> None:
        raise AssertionError(mail.to)

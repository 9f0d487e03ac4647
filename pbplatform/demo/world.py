"""What the acts of the demonstration share: who is who, and what was made so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.secrets import ALPHABET, keyed_hash
from pbplatform.core.transaction import transaction
from pbplatform.core.written_together import written_together

HACKFORD = ZoneInfo("Europe/London")
OPERATOR = ActorRef(kind="command", key="", role="operator")


def at(text: str) -> datetime:
    """An instant in Hackford: `2027-03-10 10:14`."""
    return datetime.fromisoformat(text).replace(tzinfo=HACKFORD).astimezone(UTC)


FIRST_START = at("2027-03-10 10:14")


@dataclass(frozen=True)
class Picture:
    """A picture in the store, by its SHA-256, and its bytes in number."""

    digest: bytes
    size: int


@dataclass
class World:
    """Ids by short names; the acts fill it in the order of time.

    Attributes:
        secret: source of the letter codes of the demonstration's people.
        key_dir: where the boxes' keys are.
        files: where pictures are.
        officials: who answers for a team, by its slug.
        together: the session of the transaction that many acts share; None where there is none.
    """

    secret: bytes
    key_dir: Path
    files: FileStore
    accounts: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    officials: dict[str, str] = field(default_factory=dict)

    together: Session | None = None

    def write(self) -> AbstractContextManager[Session]:
        """One transaction of one act, or the one that many acts share."""
        return transaction() if self.together is None else nullcontext(self.together)

    @contextmanager
    def batch(self) -> Iterator[Session]:
        """One transaction of all acts within, whose news, mails and entries of the log are written
        together; nothing slow may be among them.
        """
        with transaction() as session, written_together(session):
            self.together = session
            try:
                yield session
            finally:
                self.together = None

    def official(self, team: str) -> str:
        """The key of whoever answers for a team, by its slug."""
        return self.officials[team]

    def put_picture(self, data: bytes) -> Picture:
        """Store a picture that the program painted itself; outside every transaction."""
        return Picture(self.files.put(data), len(data))

    def keep_picture(self, session: Session, picture: Picture, now: datetime) -> None:
        """Say in the database that a picture is in use."""
        keep_file(
            session, digest=picture.digest, media_type="image/webp", size=picture.size, now=now
        )

    def resident(self, key: str) -> ActorRef:
        return ActorRef(kind="account", key=str(self.accounts[key]), role="resident")

    def acting(self, key: str, role: str, scope: str = "place") -> ActorRef:
        """A person in a public role."""
        return ActorRef(
            kind="account",
            key=str(self.accounts[key]),
            role=role,
            scope=scope,
            name=self.names[key],
        )


@dataclass(frozen=True, order=True)
class Act:
    """Something somebody does at an instant, or many do until then.

    Attributes:
        effort: how long it takes beside an act of the town; for the bar alone.
        orders: it puts what waits for the site log in order, so that nothing of before may come
            after it.
    """

    at: datetime
    run: Callable[[World, datetime], None] = field(compare=False)
    effort: int = field(default=1, compare=False)
    orders: bool = field(default=False, compare=False)


def letter_code(secret: bytes, round_slug: str, person: str) -> str:
    """The code of a person's letter: made anew from the installation's secret, never stored."""
    digest = keyed_hash(secret, f"{round_slug}:{person}")
    return "".join(ALPHABET[byte & 31] for byte in digest[:14])

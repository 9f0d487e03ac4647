"""Who watches the logs, what they sign, what pages say of it. docs/rules/audit.md section 11."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pbplatform.audit import queries, services
from pbplatform.audit.domain.cosigning import WitnessKey, cosignature_in
from pbplatform.audit.domain.notes import LogKey, verified
from pbplatform.audit.models import SITE, LogCosignature
from pbplatform.audit.queries.bundled import checkpoint_parts
from pbplatform.audit.services.witnessing import MOST, end_witness, name_witness, take_cosignatures
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.verifier import witness
from tests.conftest import NOON
from tests.factories import make_place
from tests.web.signed_log import HOST, KEY, happen, key_of, signed

OMAR = ActorRef(kind="command", key="Omar", role="operator", name="Omar")
LIBRARY = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
GAZETTE = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
AT = int(NOON.timestamp())


def line_of(key: Ed25519PrivateKey, name: str) -> str:
    return WitnessKey(name, key.public_key().public_bytes_raw()).line


LIBRARY_LINE, GAZETTE_LINE = (
    line_of(LIBRARY, "library.example"),
    line_of(GAZETTE, "gazette.example"),
)


def named(session: Session, line: str = LIBRARY_LINE, name: str = "Hackford Library") -> None:
    name_witness(session, actor=OMAR, key=line, name=name, second="Ann", now=NOON)
    session.commit()


def cosigned(
    note: str, key: Ed25519PrivateKey = LIBRARY, name: str = "library.example", at: int = AT
) -> str:
    return note + witness.cosign(note, name, key, at)


@pytest.fixture
def site(session: Session, tmp_path: Path) -> Path:
    """A site log of 30 entries, signed; the folder of its marks."""
    make_place(session)
    services.fold(session, services.ensure_log(session, SITE))
    happen(session, 30 - queries.size(session, log=SITE))
    signed(session, tmp_path)
    return tmp_path


@pytest.fixture
def send(client: FlaskClient) -> Callable[[str], tuple[int, str]]:
    def post(note: str) -> tuple[int, str]:
        answer = client.post("/log/witness", data=note.encode(), content_type="text/plain")
        return answer.status_code, answer.text

    return post


Send = Callable[[str], tuple[int, str]]


@pytest.fixture
def note(site: Path, client: FlaskClient) -> str:
    assert site
    return client.get("/log/site/checkpoint").text


def kept(session: Session) -> list[int]:
    session.expire_all()
    return list(session.scalars(select(LogCosignature.at).order_by(LogCosignature.at)))


def test_cosignature_is_kept_and_served_below_the_checkpoint(
    session: Session, note: str, client: FlaskClient, send: Send
) -> None:
    named(session)
    assert send(cosigned(note)) == (200, "1 kept\n")
    served = client.get("/log/site/checkpoint").text
    assert served == cosigned(note)
    log_key = LogKey.read(key_of(session))
    assert verified(served, log_key).size == 30
    found = cosignature_in(served, WitnessKey.read(LIBRARY_LINE))
    assert found is not None
    assert found.at == AT


def test_same_again_writes_nothing(session: Session, note: str, send: Send) -> None:
    named(session)
    send(cosigned(note))
    assert send(cosigned(note)) == (200, "0 kept\n")
    assert send(cosigned(note, at=AT + 60)) == (200, "0 kept\n")  # within ten minutes
    assert kept(session) == [AT]


def test_two_witnesses_stand_below_one_checkpoint(
    session: Session, note: str, client: FlaskClient, send: Send
) -> None:
    named(session)
    named(session, GAZETTE_LINE, "The Gazette")
    both = cosigned(cosigned(note), GAZETTE, "gazette.example", AT + 5)
    assert send(both) == (200, "2 kept\n")
    assert client.get("/log/site/checkpoint").text.count("\n\u2014 ") == 3


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (lambda note: cosigned(note, GAZETTE), "witness.not_signed_so"),
        (lambda note: cosigned(note, GAZETTE, "gazette.example"), "witness.not_signed_so"),
        (lambda note: note, "witness.not_signed_so"),
        (lambda note: cosigned(note.replace("\n30\n", "\n29\n")), "witness.no_such_checkpoint"),
        (lambda note: cosigned(note, at=AT + 3600), "witness.in_the_future"),
        (lambda _note: "hello", "witness.no_note"),
        (lambda note: note + "x" * 20_001, "witness.no_note"),
    ],
)
def test_what_no_witness_signed_is_refused(
    session: Session, note: str, broken: Callable[[str], str], code: str
) -> None:
    named(session)
    with pytest.raises((Conflict, NotAllowed, NotFound)) as refused:
        take_cosignatures(session, broken(note), now=NOON)
    assert refused.value.code == code
    assert kept(session) == []


def test_changed_signature_is_refused(session: Session, note: str) -> None:
    named(session)
    text = cosigned(note)
    other = cosigned(note, at=AT + 1)
    mixed = text[:-20] + other[-20:]
    with pytest.raises(NotAllowed):
        take_cosignatures(session, mixed, now=NOON)


def test_page_of_a_refusal_is_a_sentence(send: Send, note: str) -> None:
    assert note
    status, words = send("hello")
    assert (status, words) == (400, "That is no signed checkpoint, or it is too long.\n")
    assert send("x" * 30_000)[0] == 413


def test_old_key_ends_in_public_and_what_it_signed_stays(
    session: Session, note: str, client: FlaskClient, send: Send
) -> None:
    named(session)
    send(cosigned(note))
    given = {"actor": OMAR, "key": LIBRARY_LINE, "second": "Ann", "now": NOON}
    end_witness(session, reason="A new key", **given)
    session.commit()
    assert send(cosigned(note, at=AT + 3600))[0] == 403
    assert client.get("/log/site/checkpoint").text == cosigned(note)
    services.fold(session, services.ensure_log(session, SITE))
    kinds = {each.kind for each in queries.entries(session, log=SITE, newest=2)}
    assert kinds == {"place:witness:ended", "place:witness:named"}
    assert "watches no more by this key" in client.get("/log/expert").text
    with pytest.raises(NotFound):
        end_witness(session, reason="Again", **given)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"key": "nonsense"}, "witness.key_wrong"),
        (
            {"key": LogKey("a.example", KEY.public_key().public_bytes_raw()).line},
            "witness.key_wrong",
        ),
        ({"name": " "}, "witness.name_needed"),
        ({"second": "omar "}, "witness.two_people"),
        ({"second": ""}, "witness.two_people"),
    ],
)
def test_naming_asks_for_key_name_and_two_people(
    session: Session, given: dict[str, str], code: str
) -> None:
    asked = {"key": LIBRARY_LINE, "name": "Library", "second": "Ann", **given}
    with pytest.raises(Conflict) as refused:
        name_witness(session, actor=OMAR, now=NOON, **asked)
    assert refused.value.code == code


def test_key_is_named_once_and_witnesses_are_few(session: Session) -> None:
    named(session)
    with pytest.raises(Conflict, match=r"witness\.named_already"):
        named(session)
    for number in range(1, MOST):
        named(session, line_of(GAZETTE, f"w{number}.example"), f"W{number}")
    with pytest.raises(Conflict, match=r"witness\.too_many"):
        named(session, line_of(GAZETTE, "last.example"), "Last")


@pytest.mark.parametrize("change", [update(LogCosignature).values(at=1), delete(LogCosignature)])
def test_database_refuses_to_change_what_a_witness_signed(
    session: Session, note: str, send: Send, change: object
) -> None:
    named(session)
    send(cosigned(note))
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(change)  # type: ignore[call-overload]
    session.rollback()


def test_pages_say_who_watches_and_that_nobody_does(
    session: Session, note: str, client: FlaskClient, send: Send
) -> None:
    assert "Nobody outside is named who watches it." in client.get("/log").text
    assert "No witness is named." in client.get("/log/expert").text
    named(session)
    assert "has not checked it yet" in client.get("/log").text
    send(cosigned(note))
    for page in ("/log", "/log/expert"):
        assert "last checked it on" in client.get(page).text
        assert "30 entries" in client.get(page).text


def test_long_silence_is_said(session: Session, note: str, client: FlaskClient, send: Send) -> None:
    named(session)
    send(cosigned(note, at=AT - int(timedelta(days=8).total_seconds())))
    assert "That is more than a week ago." in client.get("/log").text


def test_older_checkpoint_with_a_witness_stays_to_be_had(
    session: Session, site: Path, note: str, client: FlaskClient, send: Send
) -> None:
    named(session)
    assert client.get("/log/site/witnessed").status_code == 404
    send(cosigned(note))
    happen(session, 5)
    signed(session, site)
    assert client.get("/log/site/checkpoint").text.count("\n\u2014 ") == 1
    assert client.get("/log/site/witnessed").text == cosigned(note)
    size = queries.size(session, log=SITE)
    parts = dict(checkpoint_parts(session, {"site": (SITE, size)}))
    assert list(parts) == ["site.checkpoint", "site.witnessed.checkpoint", "log.vkey"]


def test_program_of_a_library_watches_this_place(
    session: Session, site: Path, client: FlaskClient, send: Send, tmp_path: Path
) -> None:
    """Its own program against our pages: it signs, sees the log grow, and is believed."""
    (tmp_path / "witness.key").write_text(f"library.example {LIBRARY.private_bytes_raw().hex()}\n")
    named(session)
    answers: list[tuple[int, str]] = []

    def look(at: int) -> int:
        return witness.watch(
            tmp_path,
            lambda path: client.get(path).data,
            lambda text: answers.append(send(text)),
            at,
        )

    assert look(AT) == 0
    happen(session, 300)
    signed(session, site)
    assert look(AT + 60) == 0
    assert [answer[0] for answer in answers] == [200, 200]
    assert f"{HOST}/log/site" in (tmp_path / "witness.json").read_text()
    assert "when it had 331 entries" in client.get("/log").text

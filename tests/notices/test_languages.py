"""A mail is in its reader's language, whoever pressed the button.

Source: docs/rules/notices.md section 4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Account
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow, announce
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.words import Letterhead, Mail, NoSuchMail, mail_kinds, render
from tests.conftest import NOON
from tests.factories import make_place, make_team
from tests.notices.samples import HEAD, ODD, SAMPLES, every_sample
from tests.people import signed_in

HERE = "http://localhost"
PSEUDO, FROM_THE_RIGHT = "en-x-qps", "en-x-qpr"
TOM = {
    "name": "Tom",
    "email": "tom@example.org",
    "role": "official",
    "scope": "team:parks",
    "title": "Head of Parks",
    "expires_on-day": "31",
    "expires_on-month": "12",
    "expires_on-year": "2028",
}
# What the pseudo-language adds to whatever it says.
# What the version that worded mails in the page of whoever acted could announce.
BROUGHT = {
    *("proposals:idea_became", "proposals:idea_claimed", "proposals:idea_handed_back"),
    *("proposals:idea_not_taken", "proposals:idea_published", "proposals:idea_refused"),
    *("proposals:idea_refused_again", "proposals:idea_sent", "proposals:not_this_round"),
    *("proposals:put_on_ballot", "review:costing_asked", "review:costing_given"),
    *("review:decision_objected", "review:decision_recorded"),
}
ACCENTED = re.compile(r"[åéîöûýɱ]")


class Pigeon:
    """A mailer that remembers."""

    def __init__(self) -> None:
        self.sent: dict[str, Mail] = {}

    def send(self, mail: Mail, *, now: datetime) -> None:
        self.sent[mail.to] = mail


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield from (value, " ".join(value.split()), value.strip())


def words_of_ours(mail: Mail, fact: dict[str, Any]) -> str:
    """What is left of a mail without links and what the fact and the letterhead hold."""
    said = f"{mail.subject}\n{mail.body}"
    theirs = {*texts_in(fact), HEAD.place, HEAD.help_line, " ".join(ODD.split())[:100]}
    theirs |= {"English", "Bangla"}  # names of languages come from Babel
    said = re.sub(r"http\S+", "", said)
    for text in sorted(theirs - {""}, key=len, reverse=True):
        said = said.replace(text, " ")
    return said


@pytest.mark.one_database
@pytest.mark.parametrize("reader", [PSEUDO, FROM_THE_RIGHT])
@pytest.mark.parametrize("page", ["/", "/?lang=qps", "/?lang=qpr"])
def test_every_word_of_every_mail_is_in_its_readers_language(
    app: Flask, page: str, reader: str
) -> None:
    with app.test_request_context(page):
        for kind, special, fact in every_sample():
            mail = render(kind, fact, key16=bytes(16), head=HEAD, reader=reader)
            plain = re.findall(r"[A-Za-z]{2,}", words_of_ours(mail, fact))
            assert plain == [], f"{kind}, {special}: {mail}"


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["/?lang=qps", "/?lang=qpr"])
def test_nothing_of_the_page_of_whoever_acts_is_in_a_mail(app: Flask, page: str) -> None:
    with app.test_request_context(page):
        for kind, special, fact in every_sample():
            for reader in (None, "en", "fr"):
                mail = render(kind, fact, key16=bytes(16), head=HEAD, reader=reader)
                said = mail.subject + mail.body
                assert not ACCENTED.search(said), f"{kind}, {special}"


@pytest.mark.one_database
def test_there_is_a_sample_of_every_kind(app: Flask) -> None:
    with app.app_context():
        assert set(SAMPLES) == set(mail_kinds())


def test_two_slices_never_tell_the_same_kind() -> None:
    from pbplatform.slices import SLICES

    kinds = [kind for each in SLICES for kind in each.mails]
    assert len(kinds) == len(set(kinds))
    # Kinds keep the names they had when points were cut between two slices: rows wait in outboxes.
    earlier = {"points": {"forums", "responses"}}
    for each in SLICES:
        told = {kind.partition(":")[0] for kind in each.mails}
        assert told <= earlier.get(each.name, {each.name})


def test_facts_of_an_act_on_a_page_are_codes_and_names(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
    app.config["WTF_CSRF_ENABLED"] = False
    bea = signed_in(app, "Bea", role="facilitator")[0]
    assert bea.post("/desk/facilitator/roles?lang=qps", data=TOM).status_code == 302
    with app.app_context():
        row = db.session.scalars(select(OutboxRow)).one()
        assert not ACCENTED.search(json.dumps(row.payload, ensure_ascii=False))
        assert row.payload["where"] == {"kind": "team", "name": "Parks"}


def tell(session: Session, *names: str) -> None:
    for name in names:
        to = f"{name.lower()}@example.org"
        due = SAMPLES["responses:assigned"]["plain"]
        announce(session, "responses:assigned", now=NOON, **{**due, "to": to})


def test_each_reader_is_written_to_in_their_own_language(app: Flask) -> None:
    pigeon = Pigeon()
    languages = {"Rosa": PSEUDO, "Sam": None, "Ida": "de", "Uma": "ur", "Pia": "pl"}
    with app.app_context():
        with transaction() as session:
            make_place(session).languages = ["en", "de", "ur"]
            for name, language in languages.items():
                person = accounts.ensure_account(
                    session, email=f"{name.lower()}@example.org", name=name
                )
                person.language = language
            tell(session, *languages, "Stranger")
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 6
    subjects = {to.partition("@")[0]: mail.subject for to, mail in pigeon.sent.items()}
    assert ACCENTED.search(subjects["rosa"])
    # Sam has said no language, Pia one that the place does not offer, a stranger has no account.
    for name in ("sam", "pia", "stranger"):
        assert subjects[name] == "Parks must answer point 31 by Thursday 18 March 2027"
    assert subjects["ida"].endswith("Donnerstag, 18. März 2027")


def test_line_that_begins_with_a_name_in_other_letters_is_laid_out_from_the_right(
    app: Flask,
) -> None:
    head = replace(HEAD, languages=("ur",))
    fact = {**SAMPLES["responses:assigned"]["plain"], "to": "uma@example.org"}
    with app.app_context():
        mail = render("responses:assigned", fact, key16=bytes(16), head=head)
    assert mail.subject.startswith("\u200fParks must answer")
    lines = mail.body.split("\n")
    assert [line for line in lines if line.startswith("\u200f")] == [lines[2]]
    assert f"{HERE}/forums/town-forum/points/31" in lines


def test_pseudo_language_is_none_in_a_real_place(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], mode="production")
    fact = {**SAMPLES["responses:assigned"]["plain"], "to": "uma@example.org"}
    with app.app_context():
        mail = render("responses:assigned", fact, key16=bytes(16), head=HEAD, reader=PSEUDO)
    assert mail.subject == "Parks must answer point 31 by Thursday 18 March 2027"


def test_times_are_those_of_the_place_in_every_language(app: Flask) -> None:
    fact = {**SAMPLES["accounts:sign_in_link"]["an idea waits"], "to": "ida@example.org"}
    with app.app_context():
        with transaction() as session:
            make_place(session).timezone = "America/New_York"
        head = replace(HEAD, languages=("en", "de"))
        for reader, said in (("en", "Monday 31 May 2027, 7pm"), ("de", "31. Mai 2027, 19:00")):
            mail = render("accounts:sign_in_link", fact, key16=bytes(16), head=head, reader=reader)
            assert said in mail.body


def test_link_for_somebody_unknown_comes_in_the_language_of_their_page(app: Flask) -> None:
    pigeon = Pigeon()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), transaction() as session:
        make_place(session)
        known = accounts.ensure_account(session, email="sam@example.org", name="Sam")
        known.language = "en"
    for email in ("rosa@example.org", "sam@example.org"):
        app.test_client().post("/sign-in?lang=qps", data={"email": email})
    with app.app_context():
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == 2
    assert ACCENTED.search(pigeon.sent["rosa@example.org"].body)
    assert pigeon.sent["sam@example.org"].subject == "Your link to sign in to Hackford"


def test_row_that_brought_its_sentences_along_is_sent_as_it_is(app: Flask) -> None:
    """Announced by the version before, in the language of whoever acted then."""
    pigeon = Pigeon()
    # Kinds of that version: those whose fact it wrote with its sentences.
    olds = [kind for kind in SAMPLES if kind in BROUGHT]
    with app.app_context():
        with transaction() as session:
            make_place(session)
            for number, kind in enumerate(olds):
                announce(
                    session,
                    kind,
                    now=NOON,
                    to=f"fan{number}@example.org",
                    subject_line="Idee 3 ist öffentlich, 100% %(title)s",
                    body_line="„Bänke“ {{ title }} steht jetzt da.",
                    path="/rounds/fund/ideas/3",
                )
        assert deliver_due(pigeon, public_url=HERE, now=NOON) == len(olds) == 14
    for number, kind in enumerate(olds):
        mail = pigeon.sent[f"fan{number}@example.org"]
        assert mail.subject == "Idee 3 ist öffentlich, 100% %(title)s"
        text, _dashes, foot = mail.body.partition("\n-- \n")
        assert text == f"„Bänke“ {{{{ title }}}} steht jetzt da.\n\n{HERE}/rounds/fund/ideas/3\n"
        assert foot.startswith("\nYou get this mail because you "), kind
        assert "take part in" not in foot


def test_role_that_brought_its_scope_in_words_is_told_with_them(app: Flask) -> None:
    old = {"role": "official", "where": "Team: Parks", "until": "2028-12-31", "to": "t@example.org"}
    new = {**old, "where": {"kind": "team", "name": "Parks"}}
    with app.app_context():
        told = [render("accounts:role_granted", f, key16=bytes(16), head=HEAD) for f in (old, new)]
    assert told[0] == told[1]
    assert "It is for: Team: Parks." in told[0].body


@pytest.mark.one_database
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_fact_that_lacks_something_is_never_a_mail_with_a_hole(app: Flask, kind: str) -> None:
    """It waits in the outbox instead."""
    with app.app_context(), pytest.raises((KeyError, NoSuchMail)):
        render(kind, {"to": "rosa@example.org"}, key16=bytes(16), head=Letterhead("H", HERE))


def test_nobody_has_said_a_language_until_they_sign_in(session: Session) -> None:
    person = accounts.ensure_account(session, email="rosa@example.org", name="Rosa")
    session.flush()
    assert session.get_one(Account, person.id).language is None

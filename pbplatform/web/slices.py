"""What a slice announces of itself; the program loops over the list of slices and names none.

Source: docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from re import Match
from types import ModuleType
from typing import Any

import click
from flask import Blueprint, Flask, current_app
from flask_babel import LazyString
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core.concerned import ConcernedReader
from pbplatform.core.facts import Audience, FactKind
from pbplatform.core.mails import MailKind
from pbplatform.core.next_act import NextAct
from pbplatform.core.own_data import Whose
from pbplatform.core.texts import TextKind
from pbplatform.core.thread import ThreadKind, Ties
from pbplatform.core.undecided import CheckReader, PaperReader
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.to_do import ToDoTeller

NamesReader = Callable[[Session], Callable[[str, str], str]]
NextActTeller = Callable[[Any, datetime, date], NextAct | None]
# Told all things of a page at once, so that it can read them together; then how to show each one.
Panel = Callable[[Sequence[Any]], Callable[[Any], Markup]]


@dataclass(frozen=True)
class ActWords:
    """An act that two people do, in words.

    Attributes:
        title: what happens.
        facts: what was asked, as pairs of words for the page; may read what holds now.
    """

    title: LazyString
    facts: Callable[[Session, Any], list[tuple[str, str]]]


@dataclass(frozen=True)
class News:
    """News that somebody without an account can ask for (docs/rules/accounts.md section 7).

    Attributes:
        words: what is told, to stand after “You asked for news:”, as a sentence of its own.
        confirmed: called in the transaction in which somebody says yes, told the path of what it
            is about, the address and the instant; for what waited until then.
    """

    words: LazyString
    confirmed: Callable[[Session, str, str, datetime], None] | None = None


@dataclass(frozen=True)
class WorkerStep:
    """Something that the worker does again and again, in a transaction of its own.

    Attributes:
        every: seconds between the end of one run and the next.
    """

    name: str
    every: float
    run: Callable[[Settings], None]


@dataclass(frozen=True)
class LogWords:
    """What a slice says of its entries of the public log.

    Attributes:
        sentences: of each kind, the fullest first; the first whose values an entry has is taken,
            and the last one needs none.
        choose: of kinds whose sentence does not follow from their values: which one to take.
        families: beginnings of kinds that readers can ask for.
        fields: how a value reads, by its name (without `_before`); None where it has no words.
        nouns: what a number counts, by its name, told the number and how it is written.
        lists: the same of several values.
        names: names of what entries call by its slug, told the slug and the entry's subject.
        public: which subjects have a page that everybody may open; a pattern of the subject, and
            whether this one does.
    """

    sentences: Mapping[str, tuple[LazyString, ...]]
    choose: Mapping[str, Callable[[Mapping[str, Any]], int]] = field(default_factory=dict)
    families: Mapping[str, LazyString] = field(default_factory=dict)
    fields: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    nouns: Mapping[str, Callable[[int, str], str]] = field(default_factory=dict)
    lists: Mapping[str, Callable[[int, str], str]] = field(default_factory=dict)
    names: Mapping[str, NamesReader] = field(default_factory=dict)
    public: Mapping[str, Callable[[Session, Match[str]], bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnTable:
    """What rows of one table are to a person, and what becomes of them.

    Attributes:
        title: what they are, for the person whose they are.
        mine: which rows are somebody's own; None where no row can be found for a person.
        then: what becomes of them when the person has their data erased, or why none are found.
        goes: whether they are gone after that.
    """

    model: type[Any]
    title: LazyString
    then: LazyString
    mine: Callable[[Whose], ColumnElement[bool]] | None = None
    goes: bool = False


# Takes along what a slice keeps by address; told the old address and the new one.
Readdress = Callable[[Session, str, str], None]
# Takes a person out of the rows of a slice; told whether their own words go too.
Forget = Callable[[Session, Whose, bool, datetime], None]


@dataclass(frozen=True)
class Slice:
    """One slice of the program, as it announces itself in its `slice.py`.

    Attributes:
        name: of the folder.
        models: the modules with its tables; their columns say what is personal.
        blueprints: its pages.
        refusals: each code of a refusal as a sentence.
        mails: each kind of fact that its services announce, and how it is told by mail.
        facts: each kind of fact that people may follow, in one sentence.
        audiences: people whom facts concern whether or not they follow, by name.
        news: what people without an account can be told of, by its purpose.
        acts: what two people do here, as `accounts` knows it.
        act_words: the same in words, by name.
        log: its kinds of entries of the public log, in words.
        to_dos: what waits for a facilitator.
        steps: what it has the worker do, told the settings.
        concerned: addresses of those whom a thing of a lower slice concerns, by its name.
        paper: how much paper of a round it holds that nobody has decided, told the round's id.
        hand_check: what comparing papers by hand still wants before a certificate, told the round.
        files: uploads it keeps that no column refers to, by their hash.
        commands: what an operator can have it do.
        next_acts: who acts next on a thing of each type, told the instant and the day.
        own_data: of each table with something about people, what is one's own.
        forget: takes one person out of its rows, where they asked for it.
        readdress: takes along what it keeps by address, where somebody has another one.
        open_acts: what is open with a person who leaves, and who else can have it.
        panels: what it shows on pages of lower slices, by the slot that their templates leave.
        texts: kinds of public text it owns, which can be reported, hidden and restored.
        threads: how its things stand today, and what it adds to those of lower slices.
        ties: what ties things of different slices, as (earlier, later) pairs of paths.
        by_no_proxy: whether no proxy may keep a page that shows some of its tables; one that shows
            words of people never may.
        start: called once with the application, after all blueprints are known.
        warm: does before the first request of a web server what that one would wait for; writes
            nothing, and keeps no server from starting.
    """

    name: str
    models: tuple[ModuleType, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()
    refusals: Mapping[str, LazyString] = field(default_factory=dict)
    mails: Mapping[str, MailKind] = field(default_factory=dict)
    facts: Mapping[str, FactKind] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    news: Mapping[str, News] = field(default_factory=dict)
    acts: tuple[Any, ...] = ()
    act_words: Mapping[str, ActWords] = field(default_factory=dict)
    log: LogWords | None = None
    to_dos: tuple[ToDoTeller, ...] = ()
    steps: Callable[[Settings], list[WorkerStep]] | None = None
    concerned: Mapping[str, ConcernedReader] = field(default_factory=dict)
    paper: PaperReader | None = None
    hand_check: CheckReader | None = None
    files: tuple[Callable[[Session], set[bytes]], ...] = ()
    commands: tuple[click.Command, ...] = ()
    next_acts: Mapping[type, NextActTeller] = field(default_factory=dict)
    own_data: tuple[OwnTable, ...] = ()
    forget: Forget | None = None
    readdress: Readdress | None = None
    open_acts: tuple[OpenActs, ...] = ()
    panels: Mapping[str, Panel] = field(default_factory=dict)
    texts: tuple[TextKind, ...] = ()
    threads: tuple[ThreadKind, ...] = ()
    ties: Ties | None = None
    by_no_proxy: bool = False
    start: Callable[[Flask], None] | None = None
    warm: Callable[[Flask], None] | None = None


def register_slices(app: Flask, slices: tuple[Slice, ...]) -> None:
    """Make the slices known to the application, the lowest first."""
    app.extensions["slices"] = slices
    # Looked up for each row of a list, so they are put together once.
    app.extensions["next_acts"] = {
        kind: tell for each in slices for kind, tell in each.next_acts.items()
    }
    for each in slices:
        for blueprint in each.blueprints:
            app.register_blueprint(blueprint)
    app.jinja_env.globals["next_act"] = next_act
    app.jinja_env.globals["slot"] = slot
    app.jinja_env.globals["slots"] = slots
    for each in slices:
        if each.start is not None:
            each.start(app)


def all_slices() -> tuple[Slice, ...]:
    """The slices of this application, the lowest first."""
    slices: tuple[Slice, ...] = current_app.extensions["slices"]
    return slices


def act_words(name: str) -> ActWords:
    """An act of two people in words.

    Raises:
        KeyError: no slice says it.
    """
    for each in all_slices():
        if name in each.act_words:
            return each.act_words[name]
    raise KeyError(name)


def news_of(purpose: str) -> News | None:
    """News by its purpose; None where no slice tells it (any more)."""
    return next((each.news[purpose] for each in all_slices() if purpose in each.news), None)


def next_act(thing: object) -> NextAct | None:
    """Who acts next on a thing of any slice, by when, and what happens otherwise; None for nobody.

    Raises:
        KeyError: no slice knows things of this type.
    """
    tellers: Mapping[type, NextActTeller] = current_app.extensions["next_acts"]
    return tellers[type(thing)](thing, request_now(), request_today())


def slots(name: str, things: Sequence[Any]) -> Callable[[Any], Markup]:
    """What higher slices show on a page beside each of its things; empty where none says a word.

    Args:
        name: of the slot, `<slice>.<page>`.
        things: all that the page shows, so that a slice reads what belongs to them once.
    """
    filled = [each.panels[name](things) for each in all_slices() if name in each.panels]
    return lambda thing: Markup("").join(show(thing) for show in filled)


def slot(name: str, thing: Any) -> Markup:
    """What higher slices show on the page of one thing."""
    return slots(name, [thing])(thing)

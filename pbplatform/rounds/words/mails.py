"""Mails to those whom a round concerns: what changed of it, and why."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.mails import MailKind, Payload, instant, showing
from pbplatform.core.money import Currency
from pbplatform.rounds.words.status import DATE_NAMES, FACT_NAMES, end_moment, moment
from pbplatform.web.presentation import listed, money

_round = showing("name", "path", "reason")
_BEGINNINGS = ("ideas_open_at", "opens_at")


def _moves(payload: Payload) -> Mapping[str, object]:
    lines = []
    for name, before, after in payload["moves"]:
        told = moment if name in _BEGINNINGS else end_moment
        lines.append(
            {
                "name": str(DATE_NAMES[name]),
                "before": told(instant(before)),
                "now": told(instant(after)),
            }
        )
    return {**_round(payload), "moves": lines}


def _corrected(payload: Payload) -> Mapping[str, object]:
    parts = listed([str(FACT_NAMES[name]) for name in payload["parts"]])
    return {**_round(payload), "parts": parts}


def _money_added(payload: Payload) -> Mapping[str, object]:
    currency = Currency(*payload["currency"])
    return {
        **showing("name", "path", "reason", "source")(payload),
        "before": money(payload["before"], currency),
        "after": money(payload["after"], currency),
    }


def _paused(payload: Payload) -> Mapping[str, object]:
    return {**_round(payload), "by": end_moment(instant(payload["by"]))}


def _called_off(payload: Payload) -> Mapping[str, object]:
    opens = payload["other_from"]
    told = showing("name", "path", "reason", "votes", "other", "other_path")(payload)
    return {**told, "other_from": moment(instant(opens)) if opens else ""}


MAILS: dict[str, MailKind] = {
    "rounds:dates_moved": MailKind("rounds/dates_moved.txt", _moves),
    "rounds:called_off": MailKind("rounds/called_off.txt", _called_off),
    "rounds:corrected": MailKind("rounds/corrected.txt", _corrected),
    "rounds:money_added": MailKind("rounds/money_added.txt", _money_added),
    "rounds:paused": MailKind("rounds/paused.txt", _paused),
    "rounds:resumed": MailKind("rounds/resumed.txt", _moves),
}

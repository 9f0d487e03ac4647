"""To which channel a way of guessing belongs, by the column or file that it reads."""

from __future__ import annotations

import re

OTHER = "other columns"
_ITSELF = "order of voter numbers, hashes and trackers themselves"
# The first that fits, looked for in `moment: table.column` or `moment: file: first`.
_CHANNELS: tuple[tuple[str, str], ...] = (
    (r"pg_wal/|-wal\b|write-ahead", "write-ahead log"),
    (r"program\.log", "the program's log, at its most talkative"),
    (r" tmp/|pgsql_tmp", "temporary files"),
    (r": (first|last)$", "places in files, dead rows too"),
    (r"#stored", "order of rows as stored"),
    (r"#written", "numbers of transactions, in order"),
    (r"length|size", "length"),
    (r"log_(entry|pending|tile|head|checkpoint|withheld)\b", "order and place in the log"),
    (r"log_hour", "totals by hour"),
    (r"\burn_superseded|replaced", "replaced votes"),
    (r"outbox|mail|notice|letter_wish|follow", "mails and notices"),
    (r"session|sign_in|login|token|account", "sessions and accounts"),
    (r"roll_proof|proof_hash", "codes of letters"),
    (r"kiosk|venue|help", "kiosk"),
    (r"tries|limit|attempt", "counts of tries"),
    (r"form|nonce|once|sent_", "forms sent, nonces"),
    (r"paper_", "paper"),
    (r"\.(at|on|\w+_at|\w+_on|hour|day)\b", "timestamps"),
    (r"result|count|total|tally", "results and sums"),
    (r"\b(voter_no|slot|env_hash|envelope|tracker|round_id|choices)\b", _ITSELF),
)


def channel_of(name: str) -> str:
    """The channel of an order or a column."""
    return next((channel for seen, channel in _CHANNELS if re.search(seen, name)), OTHER)


CHANNELS = tuple(dict.fromkeys(channel for _seen, channel in _CHANNELS))

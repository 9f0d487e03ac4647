"""What a bounce message says: which mail of ours did not arrive, and where.

RFC 3464: a report with a part of facts and a part of the mail that came back. Whatever else it
holds is not read; a message that is no such report says nothing. Source: docs/rules/notices.md 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

LONGEST_BYTES = 1_000_000
_OURS = re.compile(r"<([0-9a-f]{32})@[^\s<>]+>")
_FOR_GOOD = re.compile(r"5\.\d{1,3}\.\d{1,3}")
# A full mailbox is emptied again; a rule of the other side is about the mail, not the address.
_NOT_THE_ADDRESS = re.compile(r"5\.2\.2|5\.7\.\d{1,3}")


@dataclass(frozen=True)
class Bounce:
    """A mail that will never arrive.

    Attributes:
        key16: of our mail.
        addresses: where it did not arrive, as the report says; each may be another's word.
    """

    key16: bytes
    addresses: frozenset[str]


def is_about_the_address(status: str) -> bool:
    """Whether an enhanced status code (RFC 3463) says that this address does not work."""
    code = status.strip().split(" ")[0]
    return bool(_FOR_GOOD.fullmatch(code)) and not _NOT_THE_ADDRESS.fullmatch(code)


def read_bounce(raw: bytes) -> Bounce | None:
    """The bounce that a message is; None for every other message, whatever its bytes."""
    message = message_from_bytes(raw[:LONGEST_BYTES], policy=policy.compat32)
    if message.get_content_type() != "multipart/report":
        return None
    addresses: set[str] = set()
    keys: set[str] = set()
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            addresses.update(_failed(part))
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            returned = _returned(part)
            keys.update(_OURS.findall(str(returned.get("Message-ID", ""))))
            addresses.add(_address(str(returned.get("To", ""))))
    addresses.discard("")
    if len(keys) != 1 or not any(_failed_at_all(message)):
        return None
    return Bounce(bytes.fromhex(keys.pop()), frozenset(addresses))


def _failed_at_all(message: Message) -> Iterator[bool]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            yield any(True for _each in _failed(part))


def _failed(part: Message) -> Iterator[str]:
    """Addresses of the groups of a report that say “failed” for good, or "" for one without."""
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else ():
        if not isinstance(group, Message):
            continue
        action = str(group.get("Action", "")).strip().lower()
        if action == "failed" and is_about_the_address(str(group.get("Status", ""))):
            for name in ("Original-Recipient", "Final-Recipient"):
                yield _address(str(group.get(name, "")).rpartition(";")[2])


def _returned(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list):
        first = payload[0] if payload else None
        return first if isinstance(first, Message) else Message()
    return message_from_bytes(str(payload).encode("utf-8", "replace"), policy=policy.compat32)


def _address(words: str) -> str:
    found = parseaddr(words.strip())[1].strip().lower()
    return found if "@" in found else ""

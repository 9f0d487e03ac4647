"""What the cookie of a kiosk says, and the code that closes it.

Source: docs/rules/venues.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from itsdangerous import BadData, URLSafeSerializer

from pbplatform.core.secrets import derive_key, encode_code, group_code, keyed_hash, normalise_code

STAYS = timedelta(days=7)  # how long the device says afterwards what it was
_CODE_BYTES = 5


@dataclass(frozen=True)
class KioskPass:
    """What a device knows of the kiosk that it is: no role, nobody's name."""

    round_id: int
    n: int
    ends_at: datetime


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the next day of the place."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def _keys(secrets: Sequence[str], use: str) -> list[bytes]:
    return [derive_key(secret, use) for secret in secrets if secret]


def write_pass(secrets: Sequence[str], given: KioskPass) -> str:
    """The cookie, signed.

    Args:
        secrets: of the installation, the present one first; empty ones are passed over.
    """
    serializer = URLSafeSerializer(_keys(secrets, "kiosk")[0], salt="kiosk")
    told = serializer.dumps([given.round_id, given.n, int(given.ends_at.timestamp())])
    return told if isinstance(told, str) else told.decode()


def read_pass(secrets: Sequence[str], cookie: str) -> KioskPass | None:
    """What a cookie says; None where it is none of ours."""
    for key in _keys(secrets, "kiosk"):
        try:
            round_id, n, ends = URLSafeSerializer(key, salt="kiosk").loads(cookie)
            return KioskPass(int(round_id), int(n), datetime.fromtimestamp(int(ends), UTC))
        except (BadData, TypeError, ValueError):
            continue
    return None


def _code(key: bytes, round_id: int, n: int) -> str:
    return encode_code(keyed_hash(key, f"{round_id}:{n}")[:_CODE_BYTES])


def closing_code(secrets: Sequence[str], round_id: int, n: int) -> str:
    """The code that closes a kiosk, in groups: `7Q4K-9XMD`; made again whenever it is asked for."""
    return group_code(_code(_keys(secrets, "kiosk codes")[0], round_id, n))


def closes(secrets: Sequence[str], round_id: int, n: int, typed: str) -> bool:
    """Whether what was typed is the code of this kiosk."""
    meant = normalise_code(typed)
    return any(_code(key, round_id, n) == meant for key in _keys(secrets, "kiosk codes"))

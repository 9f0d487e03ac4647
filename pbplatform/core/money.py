"""Money as people read and type it. Stored as whole minor units (ruling 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)

# Letters of an amount; far more than any amount that is taken.
_LONGEST = 40


@dataclass(frozen=True)
class Currency:
    """A currency: ISO code and how many decimal places its minor unit has (GBP 2, HUF 2, JPY 0)."""

    code: str
    exponent: int

    @property
    def unit(self) -> int:
        """Minor units in one major unit."""
        return int(10**self.exponent)


def format_money(minor: int, currency: Currency, locale: str = "en_GB") -> str:
    """`£96,000`, or `£96,000.50` when there is a fraction."""
    whole = minor % currency.unit == 0
    amount = Decimal(minor) / currency.unit
    pattern = "¤#,##0" if whole else "¤#,##0." + "0" * currency.exponent
    if locale.startswith("en"):
        return format_currency(amount, currency.code, pattern, locale, currency_digits=False)
    return format_currency(
        amount, currency.code, locale=locale, currency_digits=False, decimal_quantization=not whole
    )


def format_amount(minor: int, currency: Currency, locale: str = "en_GB") -> str:
    """`96,000` without the currency, as `parse_money` reads it again."""
    pattern = "#,##0" if minor % currency.unit == 0 else "#,##0." + "0" * currency.exponent
    return str(format_decimal(Decimal(minor) / currency.unit, pattern, locale))


def parse_money(typed: str, currency: Currency, locale: str = "en_GB") -> int:
    """Minor units of a typed amount: `96,000`, `£96000`, `96000.50`.

    What could mean two amounts is refused, never guessed: `50.000` is fifty thousand to some people
    and fifty to others, `50k` is not fifty.

    Raises:
        ValueError: not a positive amount, or more decimals than the currency has.
    """
    number = _without_currency(typed.strip(), currency, locale)
    groups = re.escape(get_group_symbol(locale)) + r"\s"
    point = re.escape(get_decimal_symbol(locale))
    decimals = rf"(?:{point}(\d{{1,{currency.exponent}}}))?" if currency.exponent else "()"
    # Groups of two before the last are those of India.
    whole = rf"(\d+|\d{{1,3}}(?:[{groups}]\d{{2,3}})*[{groups}]\d{{3}})"
    found = re.fullmatch(whole + decimals, number)
    if found is None or len(number) > _LONGEST:
        raise ValueError("not an amount of this currency")
    units = int("".join(letter for letter in found[1] if letter.isdigit()))
    part = (found[2] or "").ljust(currency.exponent, "0")
    return units * currency.unit + int(part or "0")


def _without_currency(typed: str, currency: Currency, locale: str) -> str:
    """The amount alone: people write `£`, `GBP` or nothing, before or after it."""
    for sign in (currency.code, get_currency_symbol(currency.code, locale)):
        if typed.upper().startswith(sign.upper()):
            return typed[len(sign) :].strip()
        if typed.upper().endswith(sign.upper()):
            return typed[: -len(sign)].strip()
    return typed

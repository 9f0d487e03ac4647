"""Money as people read and type it. Stored as whole minor units (ruling 6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from babel.numbers import NumberFormatError, format_currency, parse_decimal


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


def parse_money(typed: str, currency: Currency, locale: str = "en_GB") -> int:
    """Minor units of a typed amount: `96,000`, `£96000`, `96000.50`.

    Raises:
        ValueError: not a positive amount, or more decimals than the currency has.
    """
    kept = "".join(letter for letter in typed if letter.isdigit() or letter in ".,' \u00a0-")
    try:
        amount = parse_decimal(kept.strip().replace(" ", ""), locale=locale)
    except (NumberFormatError, InvalidOperation) as error:
        raise ValueError("not an amount") from error
    minor = amount * currency.unit
    if minor != int(minor) or minor < 0:
        raise ValueError("not an amount of this currency")
    return int(minor)

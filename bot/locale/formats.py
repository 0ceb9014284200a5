"""Writes dates, numbers, units and time zones as a language does, by CLDR (babel)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_compact_currency, format_decimal
from babel.units import format_unit

from bot.core.lang.i18n import known_zone


@dataclass(frozen=True, slots=True)
class CldrFormats:
    """Dates, numbers, units and lists as CLDR writes them in one language."""

    code: str
    day_pattern: str = "d MMM y"
    home_zone: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations of zones that it writes otherwise than the tz database."""

    def moment(self, at: datetime, zone: str) -> str:
        return self._at(at, zone, f"{self.day_pattern}, HH:mm")

    def zoned(self, at: datetime, zone: str) -> str:
        name = zone_name(at.astimezone(known_zone(zone)))
        return f"{self.moment(at, zone)} {self.zones.get(name, name)}"

    def day(self, day: date) -> str:
        return str(format_date(day, self.day_pattern, locale=self.code))

    def language(self, code: str) -> str:
        return _name(code, self.code)

    def own_name(self, code: str) -> str:
        return _name(code, code).capitalize()

    def zone(self, zone: str) -> str:
        return city(zone, Locale.parse(self.code))

    def together(self, words: Sequence[str]) -> str:
        return str(format_list(words, locale=self.code))

    def either(self, words: Sequence[str]) -> str:
        return str(format_list(words, style="or", locale=self.code))

    def decimal(self, number: float) -> str:
        return str(format_decimal(number, "0.0", locale=self.code))

    def measure(self, number: str, unit: str) -> str | None:
        if unit not in _MEASURES:
            return None
        name, length = _MEASURES[unit]
        return str(format_unit(Decimal(number), name, length=length, locale=self.code))

    def money(self, number: str, scale: str, currency: str) -> str:
        amount = Decimal(number) * _SCALES[scale]
        return str(format_compact_currency(amount, currency, fraction_digits=3, locale=self.code))

    def _at(self, at: datetime, zone: str, pattern: str) -> str:
        return _written(at.replace(second=0, microsecond=0), zone, pattern, self.code)


@lru_cache(maxsize=4_096)
def _written(minute: datetime, zone: str, pattern: str, code: str) -> str:
    """A page has a hundred moments, and is made anew each minute."""
    return str(format_datetime(minute, pattern, tzinfo=known_zone(zone), locale=code))


def _name(code: str, language: str) -> str:
    return Locale.parse(code).get_language_name(language) or code


_Length = Literal["short", "long"]
_MEASURES: Mapping[str, tuple[str, _Length]] = {
    "degrees": ("angle-degree", "long"),
    "mm": ("length-millimeter", "short"),
    "km": ("length-kilometer", "short"),
    "kg": ("mass-kilogram", "short"),
    "t": ("mass-tonne", "short"),
    "psi": ("pressure-pound-force-per-square-inch", "short"),
    "%": ("concentr-percent", "short"),
}
"""CLDR's name of each unit of facts, and the length that reads well."""

_SCALES = {"million": 10**6, "billion": 10**9}


RENAMED = {
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "Europe/Kiev": "Europe/Kyiv",
}
"""Today's names of zones that CLDR calls by their first name (tz database, file `backward`)."""

_FIRST_NAMES = {today: first for first, today in RENAMED.items()}


def city(zone: str, locale: Locale) -> str:
    """Name a zone by its city as CLDR does, else by its own last part."""
    if zone.startswith("Etc/GMT") and zone[7:8] in ("+", "-"):
        # POSIX turns the sign round
        return f"UTC{'-' if zone[7] == '+' else '+'}{zone[8:]}"
    known = locale.time_zones.get(_FIRST_NAMES.get(zone, zone), {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))


def zone_name(at: datetime) -> str:
    """Name a moment's zone by the tz database's abbreviation, or as UTC+5:30 where it has none."""
    name = at.tzname() or ""
    if name.isalpha():
        return name
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")

"""The values of facts in the reader's language, from the one form in which sources compare
(`core/ledger/facts.py`): `after 2024`, `2022-12-15`, `540 degrees`, `$4.2 billion`, `Nauka`,
`crew of 3`.

Rule 1: any other value is shown as it is, cut.
Rule 2: in English only days, large numbers and units change.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot.core.lang.i18n import SOURCE, Texts, key
from bot.core.lang.markup import clean, shortened

_UNITS = 60
"""UTF-16 units of a value."""

_KINDS = {
    "end date": key("End date"),
    "crew": key("Crew"),
    "launch date": key("Launch"),
    "landing date": key("Landing"),
    "module": key("Module"),
    "amount": key("Amount"),
}


def fact_name(kind: str, texts: Texts) -> str:
    return texts.say(_KINDS[kind]) if kind in _KINDS else shortened(clean(kind), 30)


def fact_value(kind: str, value: str, texts: Texts) -> str:
    worded = _WORDED[kind](value, texts) if kind in _WORDED else None
    return worded or shortened(clean(value), _UNITS)


_ENDS = {
    "until": key("until {year}"),
    "after": key("after {year}"),
    "from": key("from {year}"),
    "by": key("by {year}"),
    "in": key("in {year}"),
}


def _end_date(value: str, texts: Texts) -> str | None:
    how, _, year = value.partition(" ")
    known = how in _ENDS and re.fullmatch(r"20\d\d", year)
    return texts.say(_ENDS[how], year=year) if known else None


def _day(value: str, texts: Texts) -> str | None:
    try:
        return texts.formats.day(date.fromisoformat(value))
    except ValueError:
        return None


_MODULES = {
    each.casefold(): each
    for each in (
        key("Zvezda"),
        key("Zarya"),
        key("Nauka"),
        key("Prichal"),
        key("Rassvet"),
        key("Poisk"),
        key("Pirs"),
        key("Unity"),
        key("Harmony"),
        key("Tranquility"),
        key("Destiny"),
        key("Columbus"),
        key("Kibo"),
        key("Quest"),
    )
}


def _module(value: str, texts: Texts) -> str | None:
    return texts.say(_MODULES[value.casefold()]) if value.casefold() in _MODULES else None


_MEASURE = re.compile(r"(?P<number>\d{1,12}(?:\.\d{1,6})?) (?P<unit>\w+|%)")
_MONEY = re.compile(
    r"(?P<sign>\$|RUB )(?P<number>\d{1,6}(?:\.\d{1,3})?) (?P<scale>million|billion)"
)
_CURRENCIES = {"$": "USD", "RUB ": "RUB"}


def _amount(value: str, texts: Texts) -> str | None:
    if (money := _MONEY.fullmatch(value)) is not None and texts.language != SOURCE:
        return texts.formats.money(money["number"], money["scale"], _CURRENCIES[money["sign"]])
    measured = _MEASURE.fullmatch(value)
    if measured is None:
        return None
    number, unit = measured["number"], measured["unit"]
    if unit == "cracks" and number.isdigit():
        return texts.count("{n} crack", "{n} cracks", int(number))
    return texts.formats.measure(number, unit)


def _crew(value: str, texts: Texts) -> str | None:
    counted = re.fullmatch(r"crew of (\d{1,2})", value)
    return texts.count("crew of {n}", "crew of {n}", int(counted[1])) if counted else None


_WORDED: Mapping[str, Callable[[str, Texts], str | None]] = {
    "end date": _end_date,
    "launch date": _day,
    "landing date": _day,
    "module": _module,
    "amount": _amount,
    "crew": _crew,
}

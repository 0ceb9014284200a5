"""Key facts by patterns, in English and Russian, in one form for both so that sources compare.

Rule 1: a value is what its words say and no more; a day without a year is the next one,
unless it is just past.
Rule 2: each kind and value once, at most a few: facts are for standing side by side.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from bot.core.ledger.names import readable
from bot.core.types import Fact

LIMIT = 6
"""Facts of one report."""

LEAD = 1_000
"""Characters below the headline in which key facts stand."""


def facts_of(*, title: str, text: str, at: datetime) -> tuple[Fact, ...]:
    """Return the facts a report gives, headline first.

    Values are in English whatever the language: `after 2024`, `until 2028`, `2022-12-15`, `540
    degrees`, `$4.2 billion`, `Nauka`, `crew of 3`.
    """
    read = readable(f"{title}.\n{text[:LEAD]}")
    found: dict[tuple[str, str], Fact] = {}
    for kind, finder in _FINDERS:
        for value, words in finder(read, at):
            found.setdefault((kind, value), Fact(kind, value, words.strip()))
    return tuple(found.values())[:LIMIT]


_Finder = Callable[[str, datetime], Iterator[tuple[str, str]]]

_ENDING = re.compile(
    r"(?i)\b(?:leav|left\b|quit|withdr|exit|stay|remain|operat|extend|extension|particip|deorbit"
    r"|retire|pull|drop|support|commit|fly on|cease|end\b|ends\b|ending|выйд|выход|вых[оо]д|уйд"
    r"|уход|покин|остан|продл|эксплуат|участ|работ|затоп|свод|сведен|прекра)"
)
_LEAVING = re.compile(
    r"(?i)\b(?:leav|quit|withdr|exit|deorbit|retire|pull|drop out|cease|выйд|выход|вых[оо]д|уйд"
    r"|уйти|уход|покин|затоп|свод|сведен|прекра)"
)
"""Where "in 2025" and "by 2030" mean an end, not just a year."""
_UNTIL = r"until|till|through|up to|beyond|past|до|по"
_AFTER = r"after|from|starting|since|после|с"
_YEAR = re.compile(
    rf"(?i)\b(?P<how>{_UNTIL}|{_AFTER}|by|in|к|в) (?:at least |the end of |the |late |early |mid-"
    r"|как минимум |конца |концу |середины |начала |around |about |approximately )*"
    r"(?P<year>20\d\d)\b(?: года?\b| году\b)?"
)


def _end_dates(text: str, at: datetime) -> Iterator[tuple[str, str]]:
    for sentence in re.split(r"(?<=[.!?;])\s+|\n", text):
        if _ENDING.search(sentence):
            for match in _YEAR.finditer(sentence):
                how, year = _preposition(match["how"]), int(match["year"])
                if year >= at.year and (how in ("after", "until") or _LEAVING.search(sentence)):
                    yield f"{how} {year}", match[0]


def _preposition(word: str) -> str:
    word = word.lower()
    if re.fullmatch(_UNTIL, word):
        return "until"
    if re.fullmatch(_AFTER, word):
        return "after" if word in ("after", "после") else "from"
    return {"к": "by", "by": "by"}.get(word, "in")


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan января", "february feb февраля", "march mar марта", "april apr апреля",
            "may мая", "june jun июня", "july jul июля", "august aug августа",
            "september sept sep сентября", "october oct октября", "november nov ноября",
            "december dec декабря",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?i)\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{_MONTH}))\b"
    r"(?:,? (?P<year>20\d\d)\b)?"
)
_LAUNCH = re.compile(r"(?i)\b(?:launch|liftoff|lift off|blast off|запус|запущ|старт|пуск)\w*")
_LANDING = re.compile(
    r"(?i)\b(?:land(?:s|ed|ing)?\b|return|splash|touchdown|undock|приземл|посад|возвращ|верн|приводн)"
    r"\w*"
)
_NEAR = 70
"""Characters between an event's word and its date."""


def _dates_near(word: re.Pattern[str]) -> _Finder:
    def dates(text: str, at: datetime) -> Iterator[tuple[str, str]]:
        for met in word.finditer(text):
            day = _DATE.search(text, met.end(), met.end() + _NEAR)
            if day is not None and not re.search(r"[.!?]\s", text[met.end() : day.start()]):
                value = _nearest(day, at)
                if value is not None:
                    yield value.isoformat(), day[0]
                return

    return dates


def _nearest(match: re.Match[str], at: datetime) -> date | None:
    """Return the day meant: in the year given, else the next one to come, unless it is just
    past.
    """
    month = _MONTHS[(match["month"] or match["month2"]).lower()]
    day = int(match["day"] or match["day2"])
    years = [int(match["year"])] if match["year"] else [at.year - 1, at.year, at.year + 1]
    days = [found for year in years if (found := _valid_date(year, month, day)) is not None]
    just_past = at.date() - _JUST_PAST
    return min((found for found in days if match["year"] or found >= just_past), default=None)


_JUST_PAST = timedelta(days=60)


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_UNITS = (
    (r"degrees|градус\w*", "degrees"),
    (r"cracks|трещин\w*", "cracks"),
    (r"millimet\w+|mm|миллиметр\w*|мм", "mm"),
    (r"kilomet\w+|km|километр\w*|км", "km"),
    (r"kilograms?|kg|килограмм\w*|кг", "kg"),
    (r"tons|tonnes|тонн\w*", "t"),
    (r"psi", "psi"),
    (r"percent|%|процент\w*", "%"),
)
_NUMBER = r"(?P<number>\d{1,3}(?:[ ,]\d{3})+|\d+(?:[.,]\d+)?)"
_AMOUNTS = tuple(
    (re.compile(rf"(?i)(?<![\w.,-]){_NUMBER}[ -]?(?:{words})(?!\w)"), unit)
    for words, unit in _UNITS
)
_SCALES = {
    "million": "million", "mln": "million", "млн": "million", "миллион": "million",
    "billion": "billion", "bln": "billion", "млрд": "billion", "миллиард": "billion",
}  # fmt: skip
_SCALE = r"(?P<scale>million|mln|billion|bln|млн|млрд|миллион|миллиард)\w*\.?"
_MONEY = (
    (re.compile(rf"(?i)\$ ?{_NUMBER}[ -]?{_SCALE}"), "$"),
    (re.compile(rf"(?i)(?<![\w$]){_NUMBER} {_SCALE} (?:долл|u\.?s\.? dollars|dollars)"), "$"),
    (re.compile(rf"(?i)(?<![\w$]){_NUMBER} {_SCALE} (?:руб|rubles|roubles)"), "RUB "),
)


def _amounts(text: str, _: datetime) -> Iterator[tuple[str, str]]:
    for pattern, sign in _MONEY:
        for match in pattern.finditer(text):
            yield f"{sign}{_digits(match['number'])} {_SCALES[match['scale'].lower()]}", match[0]
    for pattern, unit in _AMOUNTS:
        for match in pattern.finditer(text):
            yield f"{_digits(match['number'])} {unit}", match[0]


def _digits(number: str) -> str:
    grouped = re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+", number)
    return re.sub(r"[ ,]", "", number) if grouped else number.replace(",", ".")


_MODULES = {
    "Zvezda": r"zvezda|звезд\w+", "Zarya": r"zarya|зар[яиею]\w{0,2}",
    "Nauka": r"nauka|наук\w{1,2}",
    "Prichal": r"prichal|причал\w*", "Rassvet": r"rassvet|рассвет\w*", "Poisk": r"poisk|поиск\w*",
    "Pirs": r"pirs|пирс\w*", "Unity": "unity", "Harmony": "harmony", "Tranquility": "tranquility",
    "Destiny": "destiny", "Columbus": "columbus", "Kibo": "kibo", "Quest": "quest",
}  # fmt: skip
_MODULE = tuple(
    (
        re.compile(
            rf"(?i)\b(?:{name})\"? (?:service |laboratory |science )?(?:module|segment)\b"
            rf"|\bmodule (?:named |called )?\"?(?:{name})\b"
            rf"|\bмодул\w* \"?(?:{name})\b\"?|\"(?:{name})\" модул"
        ),
        value,
    )
    for value, name in _MODULES.items()
)


def _modules(text: str, _: datetime) -> Iterator[tuple[str, str]]:
    for pattern, value in _MODULE:
        if (match := pattern.search(text)) is not None:
            yield value, match[0]


_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "two двух двое два", "three трех трое три", "four четырех четверо четыре",
            "five пяти пятеро пять", "six шести шестеро шесть", "seven семи семеро семь",
        ),
        2,
    )
    for word in words.split()
}  # fmt: skip
_CREW = re.compile(
    rf"(?i)\b(?:crew of (?P<a>1?\d|{'|'.join(_COUNTS)})|(?P<b>1?\d|{'|'.join(_COUNTS)})"
    r"[ -](?:person crew|people crew|member crew|crew members|член\w* экипажа)"
    r"|экипаж\w* из (?P<c>1?\d|двух|трех|четырех|пяти|шести|семи))\b"
)


def _crews(text: str, _: datetime) -> Iterator[tuple[str, str]]:
    if (match := _CREW.search(text)) is not None:
        count = (match["a"] or match["b"] or match["c"]).lower()
        yield f"crew of {_COUNTS.get(count, count)}", match[0]


_FINDERS: tuple[tuple[str, _Finder], ...] = (
    ("end date", _end_dates),
    ("launch date", _dates_near(_LAUNCH)),
    ("landing date", _dates_near(_LANDING)),
    ("module", _modules),
    ("amount", _amounts),
    ("crew", _crews),
)

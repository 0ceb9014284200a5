"""Time zones as people type them: by name, city, abbreviation or offset."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.lang.typed_words import TypedWords

_REGIONS = ("Europe", "Asia", "America", "Africa", "Australia", "Atlantic", "Pacific", "Indian")

_OFFSET = re.compile(
    r"(utc|gmt|msk|мск)?\s*([+±−–-])\s*(\d{1,2})(?:[:.]?(\d{2})|([.,]5))?", re.IGNORECASE
)
_MOSCOW = ("msk", "мск")
"""Russian time tables count from Moscow: МСК+4."""
_BETWEEN_HOURS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
    "-3:30": "America/St_Johns",
    "+10:30": "Australia/Lord_Howe",
    "+12:45": "Pacific/Chatham",
}
_ABBREVIATIONS = {
    "MSK": "Europe/Moscow",
    "МСК": "Europe/Moscow",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "EET": "Europe/Helsinki",
    "EEST": "Europe/Helsinki",
    "WET": "Europe/Lisbon",
    "ET": "America/New_York",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CT": "America/Chicago",
    "CDT": "America/Chicago",
    "MT": "America/Denver",
    "MDT": "America/Denver",
    "PT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "HST": "Pacific/Honolulu",
    "BRT": "America/Sao_Paulo",
    "PKT": "Asia/Karachi",
    "ALMT": "Asia/Almaty",
    "SAMT": "Europe/Samara",
    "YEKT": "Asia/Yekaterinburg",
    "OMST": "Asia/Omsk",
    "NOVT": "Asia/Novosibirsk",
    "KRAT": "Asia/Krasnoyarsk",
    "IRKT": "Asia/Irkutsk",
    "YAKT": "Asia/Yakutsk",
    "VLAT": "Asia/Vladivostok",
    "MAGT": "Asia/Magadan",
    "PETT": "Asia/Kamchatka",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland",
    "NZDT": "Pacific/Auckland",
    "SAST": "Africa/Johannesburg",
    "TRT": "Europe/Istanbul",
    "Z": "UTC",
}
_SEVERAL = {
    "LA": ("America/Los_Angeles", "America/Chicago"),  # Louisiana
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "MST": ("America/Denver", "America/Phoenix"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
    "IST": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "AMT": ("America/Manaus", "Asia/Yerevan"),
    "GST": ("Asia/Dubai", "Atlantic/South_Georgia"),
    "WST": ("Australia/Perth", "Pacific/Apia"),
}
"""What the people of several places call their zone: none of them is meant without asking."""
_NO_PLACE = ("Factory", "posixrules", "localtime", "posix/", "right/")
"""Of the tz database, and nobody's zone; those of `right` count leap seconds."""
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*){0,2}")


def find_zone(text: str, words: TypedWords) -> str | None:
    """Find a time zone by name, city, abbreviation or offset; None if there is none.

    Accepts `Europe/Moscow`, `moscow`, `Москва`, `MSK`, `UTC+5:30`; nothing that means several.
    """
    name = " ".join(text.split())
    if zones_called(name):
        return None
    if offset := _OFFSET.fullmatch(name):
        return _zone_at_offset(offset)
    meant = _zone_of_city(name, words) or _ABBREVIATIONS.get(name.upper(), "")
    city = "_".join(word.capitalize() for word in name.split())
    tried = [meant, name, name.upper(), name.title(), *(f"{region}/{city}" for region in _REGIONS)]
    return next((key for key in tried if _ZONE.fullmatch(key) and zone_exists(key)), None)


def zones_called(text: str) -> tuple[str, ...]:
    """Return the zones that a name may mean, where it means several: `CST`."""
    return _SEVERAL.get(_LOOSE.sub("", text).upper(), ())


def _zone_of_city(name: str, words: TypedWords) -> str:
    """Find a city; hyphens, dots and apostrophes do not matter: `Нью Йорк`, `St. Johns`."""
    said = _LOOSE.sub("", name.lower())
    cities = words.cities
    return cities.get(name.lower()) or next(
        (zone for city, zone in cities.items() if _LOOSE.sub("", city) == said), ""
    )


_LOOSE = re.compile(r"[-.’' ]")


def _zone_at_offset(offset: re.Match[str]) -> str | None:
    """Return a zone for an offset: `Etc/GMT-3` for +3, a place for +5:30."""
    from_moscow = 3 if (offset[1] or "").lower() in _MOSCOW else 0
    shift = int(offset[3]) * (1 if offset[2] in "+±" else -1) + from_moscow
    ahead, hours, minutes = shift >= 0, abs(shift), int(offset[4] or (30 if offset[5] else 0))
    if minutes:
        return _BETWEEN_HOURS.get(f"{'+' if ahead else '-'}{hours}:{minutes:02}")
    if hours > (14 if ahead else 12):
        return None
    return f"Etc/GMT{'-' if ahead else '+'}{hours}" if hours else "UTC"


def zone_exists(zone: str) -> bool:
    if zone.startswith(_NO_PLACE):
        return False
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True

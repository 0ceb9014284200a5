"""Time zones under the names that people use."""

from datetime import datetime, timedelta

from babel import Locale

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

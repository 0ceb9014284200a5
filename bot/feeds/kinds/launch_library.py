"""Reads the answers of Launch Library 2, versions 2.0 to 2.3: launches, events, stations.

Which of them an answer is shows in what its things have: `net`, `date`, `docking`, `crew`.
Rule 1: a date of a month or a year is a placeholder; it is kept, with its precision.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import (
    Aboard,
    CalendarPage,
    Docked,
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
)
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.dates import parse_date
from bot.feeds.encodings import encoding_of
from bot.feeds.kinds.json_paths import at_path
from bot.feeds.plain import plain

MOST = 200
"""Events of one answer."""
_LONGEST = 1_000

_STATUSES = {
    "go": EventStatus.GO,
    "success": EventStatus.SUCCESS,
    "deployed": EventStatus.SUCCESS,
    "payload deployed": EventStatus.SUCCESS,
    "failure": EventStatus.FAILURE,
    "partial failure": EventStatus.FAILURE,
    "hold": EventStatus.HOLD,
    "in flight": EventStatus.UNDER_WAY,
}
_PRECISIONS = {
    "second": Precision.MINUTE,
    "minute": Precision.MINUTE,
    "hour": Precision.HOUR,
    "morning": Precision.DAY,
    "afternoon": Precision.DAY,
    "day": Precision.DAY,
}
_KINDS = (
    (re.compile(r"undock|departure|release|unberth", re.IGNORECASE), EventKind.UNDOCKING),
    (re.compile(r"dock|berth|capture|arrival|relocation", re.IGNORECASE), EventKind.DOCKING),
    (re.compile(r"land|splash|re-?entry|return", re.IGNORECASE), EventKind.LANDING),
    (re.compile(r"\beva\b|spacewalk", re.IGNORECASE), EventKind.SPACEWALK),
)


def read_calendar(body: bytes, order: Order) -> Document | Unreadable:
    """Read one answer."""
    try:
        value = json.loads(encoding_of(body, order.content_type).text(body))
    except (ValueError, RecursionError) as error:
        return Unreadable("parse", FeedFailure.BROKEN_JSON(reason=str(error)))
    page = _page(value, order)
    if page is None:
        return Unreadable("no_items", FeedFailure.NO_CALENDAR())
    dropped = max(len(_list(value, "results")) - MOST, 0)
    return Document((), calendar=page, format="calendar", dropped=dropped)


def _page(value: Any, order: Order) -> CalendarPage | None:
    if isinstance(value, dict) and "active_expeditions" in value:
        return _station(value)
    found = at_path(value, "results")
    if not isinstance(found, list):
        return None
    things = [each for each in found if isinstance(each, dict)][:MOST]
    if not things:
        return CalendarPage(events=()) if "count" in value else None
    if "docking" in things[0]:
        return CalendarPage(docked=_docked(things))
    if "crew" in things[0] or {"start", "end"} <= things[0].keys():
        running = [each for each in things if not each.get("end")]
        name = _text(running[0], "name") if running else ""
        return CalendarPage(aboard=_crew(running) or None, expedition=name)
    more = bool(value.get("next")) or len(found) > MOST
    read = _launch if "net" in things[0] else _event if "date" in things[0] else None
    return _events(things, order, read, more=more) if read else None


_Read = Callable[[dict[str, Any], Order], MissionEvent | None]


def _events(
    things: Iterable[dict[str, Any]], order: Order, read: _Read, *, more: bool
) -> CalendarPage | None:
    events = tuple(event for thing in things if (event := read(thing, order)) is not None)
    if not events:
        return None
    return CalendarPage(
        events=events, until=max(event.start for event in events) if more else None
    )


def _launch(thing: dict[str, Any], order: Order) -> MissionEvent | None:
    about = (
        *(_text(thing, "mission.description"), _text(thing, "mission.type")),
        *(_text(each, "name") for each in _list(thing, "program")),
        _text(thing, "launch_service_provider.name") or _text(thing, "lsp_name"),
    )
    place = _text(thing, "pad.location.name") or _text(thing, "location")
    return _made(thing, order, "launch", "net", EventKind.LAUNCH, about, place)


def _event(thing: dict[str, Any], order: Order) -> MissionEvent | None:
    what = f"{_text(thing, 'type.name')} {_text(thing, 'name')}"
    kind = next((kind for words, kind in _KINDS if words.search(what)), EventKind.OTHER)
    place = _text(thing, "location") or _text(thing, "location.name")
    about = (
        _text(thing, "description"),
        *(_text(each, "name") for each in _list(thing, "program")),
        *(_text(each, "name") for each in _list(thing, "spacestations")),
        place,
    )
    return _made(thing, order, "event", "date", kind, about, place)


def _made(
    thing: dict[str, Any],
    order: Order,
    noun: str,
    date: str,
    kind: EventKind,
    about: Iterable[str],
    place: str,
) -> MissionEvent | None:
    start, name = parse_date(_text(thing, date)), _text(thing, "name")
    id = thing.get("id")
    if start is None or not name or not isinstance(id, str | int):
        return None
    status = _text(thing, "status.abbrev").lower()
    unknown = EventStatus.UNCONFIRMED if status else EventStatus.GO
    return MissionEvent(
        id=f"{noun} {id}"[:50],
        feed=order.feed,
        kind=kind,
        name=name,
        start=start,
        precision=_precision(thing, status, date),
        status=_STATUSES.get(status, unknown),
        about=". ".join(filter(None, about))[:_LONGEST],
        place=place,
        webcast=_webcast(thing),
        url=_text(thing, "url"),
        updated=parse_date(_text(thing, "last_updated")),
    )


def _precision(thing: dict[str, Any], status: str, date: str) -> Precision:
    said = _text(thing, f"{date}_precision.name").lower()
    if said:
        return _PRECISIONS.get(said, Precision.LATER)
    if status == "tbd":
        return Precision.LATER
    return Precision.DAY if _text(thing, date).endswith("T00:00:00Z") else Precision.MINUTE


def _webcast(thing: dict[str, Any]) -> str:
    links = [each for name in ("vid_urls", "vidURLs") for each in _list(thing, name)]
    ranked = sorted(links, key=lambda each: at_path(each, "priority") or 0)
    addresses = [_text(each, "url") for each in ranked] + [_text(thing, "video_url")]
    return next((each for each in addresses if each.startswith("https://")), "")


def _station(value: dict[str, Any]) -> CalendarPage:
    running = [each for each in _list(value, "active_expeditions") if isinstance(each, dict)]
    crew = _crew(running)
    at_ports = [(place, at_path(place, "docked")) for place in _list(value, "docking_location")]
    docked = tuple(
        Docked(_ship(ship), _text(place, "name"), _date(ship, "docking"))
        for place, ship in at_ports
        if isinstance(ship, dict) and _ship(ship)
    )
    return CalendarPage(
        aboard=crew or None,
        docked=docked if at_ports else None,
        expedition=_text(running[0], "name") if running else "",
    )


def _docked(things: Iterable[dict[str, Any]]) -> tuple[Docked, ...]:
    return tuple(
        Docked(
            _ship(each),
            _text(each, "docking_location.name") or _text(each, "docking_location"),
            _date(each, "docking"),
        )
        for each in things
        if not each.get("departure") and _ship(each)
    )


def _ship(thing: Any) -> str:
    vehicle = "flight_vehicle" if at_path(thing, "flight_vehicle") else "flight_vehicle_chaser"
    return _text(thing, f"{vehicle}.spacecraft.name")


def _crew(expeditions: Iterable[dict[str, Any]]) -> tuple[Aboard, ...]:
    found: dict[str, Aboard] = {}
    for expedition in expeditions:
        for member in _list(expedition, "crew"):
            name = _text(member, "astronaut.name")
            agency = _text(member, "astronaut.agency.abbrev") or _text(
                member, "astronaut.agency.name"
            )
            if name:
                found.setdefault(name, Aboard(name, agency, _date(expedition, "start")))
    return tuple(found.values())


def _date(thing: Any, path: str) -> datetime | None:
    return parse_date(_text(thing, path))


def _list(thing: Any, path: str) -> list[Any]:
    value = at_path(thing, path)
    return value if isinstance(value, list) else []


def _text(thing: Any, path: str) -> str:
    value = at_path(thing, path)
    return plain(value)[:_LONGEST] if isinstance(value, str) else ""

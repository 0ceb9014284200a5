"""Mission events for readers: the coming ones, a reminder and what becomes of it, a station."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.calendar.reminders import BEFORE
from bot.core.calendar.turns import Turn
from bot.core.chat.callback_data import Verb, press, replacing
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, joined, line, link, safe_url, shortened
from bot.core.ledger.story_status import StoryStatus
from bot.core.reasons import in_words
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import teller_name
from bot.core.renderer.story_lines import badge
from bot.core.types import (
    Docked,
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
    Reason,
    Report,
    StationPart,
)

PAGE = 5
"""Events on one page."""

_ICONS = {
    EventKind.LAUNCH: "🚀",
    EventKind.DOCKING: "🛰",
    EventKind.UNDOCKING: "↩️",
    EventKind.LANDING: "🪂",
    EventKind.SPACEWALK: "👩‍🚀",
    EventKind.OTHER: "🗓",
}
_STATUSES = {
    EventStatus.UNCONFIRMED: key("not confirmed yet"),
    EventStatus.HOLD: key("on hold"),
    EventStatus.UNDER_WAY: key("under way"),
    EventStatus.SUCCESS: key("done"),
    EventStatus.FAILURE: key("failed"),
}
_TURNS = {
    Turn.PUT_OFF: key("Put off: {name}"),
    Turn.BROUGHT_FORWARD: key("Brought forward: {name}"),
    Turn.HELD: key("On hold: {name}"),
    Turn.FAILED: key("Failed: {name}"),
}
_LEADS = (key("In a day: {name}"), key("In an hour: {name}"), key("In ten minutes: {name}"))
_BEGUN = {
    EventStatus.UNDER_WAY: key("Under way: {name}"),
    EventStatus.SUCCESS: key("Done: {name}"),
    EventStatus.FAILURE: key("Failed: {name}"),
    EventStatus.HOLD: key("On hold: {name}"),
}

_STEPS = 3
"""Steps of a flight under its reminder, the newest."""

ToldStep = tuple[Report, StoryStatus]
"""What an outlet tells of an event, and how sure one can be of it."""

Listed = tuple[MissionEvent, tuple[Reason, ...]]
"""An event, and what is doubtful about it."""


def next_page(
    listed: Sequence[Listed],
    view: View,
    *,
    about: str,
    offset: int,
    more: bool,
    reminded: frozenset[str],
    answered: datetime | None,
    numbers: Mapping[str, int],
) -> Message:
    """List one page of coming events, each with its webcast, *Remind me* and its story.

    `numbers`: of stories, by id.
    """
    say = view.texts.say
    title = say("Coming up: {words}", words=shortened(clean(about), 40)) if about else ""
    lines: list[Line] = [line(bold(title or say("Coming up")))]
    if not listed:
        return message([*lines, (), view.texts.sentence("Nothing is known to come.")])
    for event, doubtful in listed:
        lines += [(), *event_lines(event, view, doubtful)]
    lines += _as_of(answered, view)
    rows = [
        [*_event_buttons(event, view, on=event.id in reminded), *_story_button(event, numbers)]
        for event, _ in listed
    ]
    turning = [
        Button(words, data=data)
        for words, start, wanted in (
            (say("◀ Sooner"), max(offset - PAGE, 0), offset > 0),
            (say("Later ▶"), offset + PAGE, more),
        )
        if wanted and (data := press(Verb.NEXT, replacing(start), about))
    ]
    return message(lines, [*rows, turning])


def event_lines(event: MissionEvent, view: View, doubtful: Iterable[Reason] = ()) -> list[Line]:
    """Show an event: its name, when and how it stands, what is doubtful."""
    icon = _ICONS[event.kind]
    lines = [line(f"{icon} ", link(shortened(clean(event.name), 120), event.webcast or None))]
    status = _STATUSES.get(event.status)
    parts = [_when(event, view), view.texts.sentence(status) if status else ()]
    lines.append(joined([each for each in parts if each], " · "))
    return [*lines, *_was_lines(event, view), *_doubt_lines(doubtful, view)]


def event_line(event: MissionEvent, view: View) -> Line:
    """Show in one line what a chat will be reminded of."""
    return line("🔔 ", shortened(clean(event.name), 120), " · ", _when(event, view))


def reminder(
    event: MissionEvent,
    view: View,
    doubtful: Iterable[Reason],
    *,
    place: int,
    told: Sequence[ToldStep] = (),
) -> Message:
    """Remind of an event; the same message is edited when the event changes."""
    lead = _BEGUN.get(event.status) or (_LEADS[place] if _is_soon(event, view, place) else "")
    name = shortened(clean(event.name), 200)
    head = view.texts.say(lead, name=name) if lead else name
    lines = [line(f"{_ICONS[event.kind]} ", bold(head)), _when(event, view)]
    lines += _was_lines(event, view)
    if event.place:
        lines.append(line(shortened(clean(event.place), 120)))
    lines += _doubt_lines(doubtful, view)
    steps = [_step_line(*each, view) for each in told[-_STEPS:]]
    return message([*lines, *([(), *steps] if steps else [])], [_watch(event, view)])


def _step_line(report: Report, standing: StoryStatus, view: View) -> Line:
    headline = link(shortened(clean(report.title), 140), report.url)
    return line(f"{badge(standing)} ", headline, f" · {teller_name(report, view)}")


def turn_message(event: MissionEvent, view: View, turn: Turn) -> Message:
    """Say in reply to a reminder that the event is put off, held or has failed."""
    words = _TURNS.get(turn, _TURNS[Turn.PUT_OFF])
    lines = [line(bold(view.texts.say(words, name=shortened(clean(event.name), 200))))]
    if turn in (Turn.PUT_OFF, Turn.BROUGHT_FORWARD):
        when = _when(event, view)
        lines.append(view.texts.sentence("Now: {time}", time=when) if when else ())
    return message(lines)


def event_fingerprint(
    event: MissionEvent, doubtful: Iterable[Reason], told: Sequence[ToldStep] = ()
) -> str:
    """Return what an edit must change to be worth making."""
    minute = f"{event.start:%Y%m%d%H%M}" if event.is_dated else ""
    doubts = (reason.kind.name for reason in doubtful)
    steps = (f"{standing.development} {badge(standing)}" for _, standing in told[-_STEPS:])
    return "|".join((event.status, event.precision, minute, *doubts, *steps))


def station_page(
    parts: Sequence[StationPart], coming: Sequence[MissionEvent], view: View
) -> Message:
    """Show who is aboard, which ships are docked, and who comes and goes next."""
    texts = view.texts
    aboard = next((part for part in parts if part.aboard), None)
    docked = next((part for part in parts if part.docked is not None), None)
    people, ships = (
        (aboard.aboard or ()) if aboard else (),
        (docked.docked or ()) if docked else (),
    )
    title: Line = line(bold(texts.say("On the station now")))
    lines = [line(clean(part.expedition)) for part in parts if part.expedition][:1]
    if people:
        head = texts.count("{n} person aboard", "{n} people aboard", len(people))
        lines += [(), line(bold(head))]
        lines += [_person(each.name, each.agency, each.since, view) for each in people[:_LISTED]]
    if docked:
        head = texts.count("{n} ship docked", "{n} ships docked", len(ships))
        lines += [(), line(bold(head)), *(_ship(each, view) for each in ships[:_LISTED])]
    if coming:
        lines += [(), line(bold(texts.say("Next")))]
        lines += [each for event in coming for each in event_lines(event, view)]
    if not lines:
        return message([title, (), texts.sentence("Nothing is known yet.")])
    told = [part.at for part in (aboard, docked) if part]
    return message([title, *lines, *_as_of(min(told, default=None), view)])


_LISTED = 20
"""People, or ships."""


def _as_of(at: datetime | None, view: View) -> list[Line]:
    words = key("As of {time}, from Launch Library.")
    return [(), view.texts.sentence(words, time=view.ago(at))] if at else []


def _person(name: str, agency: str, since: datetime | None, view: View) -> Line:
    where = f" ({clean(agency)})" if agency else ""
    start = (", ", view.texts.sentence("since {day}", day=view.day(since))) if since else ()
    return line("• ", clean(name), where, *start)


def _ship(ship: Docked, view: View) -> Line:
    port = f" ({clean(ship.port)})" if ship.port else ""
    since = (
        (", ", view.texts.sentence("since {day}", day=view.day(ship.since))) if ship.since else ()
    )
    return line("• ", clean(ship.ship), port, *since)


def _when(event: MissionEvent, view: View) -> Line:
    """Show a start as exactly as it is known; a placeholder is no date."""
    match event.precision:
        case Precision.LATER:
            return view.texts.sentence("no date yet")
        case Precision.DAY:
            return line(view.day(event.start))
        case Precision.HOUR:
            return view.texts.sentence("about {time}", time=view.moment(event.start))
        case _:
            parts = [view.moment(event.start)]
            return joined(
                [*parts, view.until(event.start)] if event.start > view.now else parts, " · "
            )


def _was_lines(event: MissionEvent, view: View) -> list[Line]:
    if event.was is None or event.is_over:
        return []
    forward = event.is_brought_forward
    words = key("brought forward from {time}") if forward else key("put off from {time}")
    return [view.texts.sentence(words, time=view.moment(event.was))]


def _is_soon(event: MissionEvent, view: View, place: int) -> bool:
    """Whether "in an hour" is still true where a reminder is edited after a move."""
    left = event.start - view.now
    return timedelta() < left <= BEFORE[place] and event.precision is Precision.MINUTE


def _doubt_lines(doubtful: Iterable[Reason], view: View) -> list[Line]:
    return [line(f"⚠️ {in_words(each, view.texts.say)}") for each in doubtful]


def _event_buttons(event: MissionEvent, view: View, *, on: bool) -> list[Button]:
    say, name = view.texts.say, shortened(clean(event.name), 24)
    verb, words = (
        (Verb.UNREMIND, say("🔕 {name}", name=name))
        if on
        else (Verb.REMIND, say("🔔 {name}", name=name))
    )
    data = press(verb, event.id)
    can = event.precision is Precision.MINUTE and not event.is_over
    return [*([Button(words, data=data)] if data and can else []), *_watch(event, view)]


def _watch(event: MissionEvent, view: View) -> list[Button]:
    url = safe_url(event.webcast)
    return [Button(view.texts.say("▶ Watch"), url=url)] if url else []


def _story_button(event: MissionEvent, numbers: Mapping[str, int]) -> list[Button]:
    number = numbers.get(event.story or "", 0)
    return [Button(f"#{number}", data=press(Verb.OPEN, number))] if number else []

"""The coming mission events with reminders, and who is at the station."""

from bot.commands.services import Call, answer_line, explain_usage, show
from bot.core.calendar.doubt import own_doubts
from bot.core.calendar.listing import coming, station_events
from bot.core.chat.callback_data import Press, Verb, page_of, press
from bot.core.delivery.messages import Answer, Button
from bot.core.lang.i18n import key
from bot.core.lang.markup import bold, clean, shortened
from bot.core.renderer.mission_pages import PAGE, next_page, station_page
from bot.core.types import MissionEvent, SourceKind, Subscription, SubscriptionKind

EVENTS_PER_CHAT = 50
"""Reminders a chat may ask for."""


async def upcoming(call: Call) -> Answer | None:
    """Answer `/next`, `/next iss` and `/next Progress`."""
    return await _listed(call, call.arguments[:_LONGEST], 0)


_LONGEST = 40
"""Letters of what is asked for; a button has to carry them."""


async def upcoming_pressed(call: Call, pressed: Press) -> Answer:
    offset, edit = page_of(pressed.first)
    answer = await _listed(call, pressed.last, offset)
    return Answer(message=answer.message, edit=edit)


async def _listed(call: Call, about: str, offset: int) -> Answer:
    stored = await call.store.mission_events(since=call.now)
    if not stored and not _reads_calendar(call):
        return answer_line(call.texts.sentence(_NO_CALENDAR))
    events = coming(stored.values(), about, call.services.catalog().topics)
    shown = events[offset : offset + PAGE]
    wishes = {each.value for each in await _reminders(call)}
    told = await call.store.stories([event.story for event in shown if event.story])
    ages = [await call.services.answered(feed) for feed in {event.feed for event in shown}]
    page = next_page(
        [(event, own_doubts(event, now=call.now)) for event in shown],
        call.view,
        about=about,
        offset=offset,
        more=len(events) > offset + PAGE,
        reminded=frozenset(wishes),
        answered=min((age for age in ages if age), default=None),
        numbers={id: story.number for id, story in told.items() if story.number},
    )
    return show(page)


_NO_CALENDAR = key("No calendar is read here, so nothing is known to come.")


def _reads_calendar(call: Call) -> bool:
    return any(each.kind is SourceKind.CALENDAR for each in call.services.catalog().feeds)


async def remind_pressed(call: Call, pressed: Press) -> Answer:
    """Answer *Remind me* under an event."""
    event = await call.store.mission_event(pressed.first)
    if event is None or event.is_over:
        return explain_usage(call)
    if len(await _reminders(call)) >= EVENTS_PER_CHAT:
        return answer_line(call.texts.sentence("That is as much as a chat can be reminded of."))
    chat = await call.ready_chat()
    kind = SubscriptionKind.REMINDER
    await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, event.id))
    words = key("I will remind you a day, an hour and ten minutes before: {name}")
    return _noted(call, words, event, Verb.UNREMIND)


async def unremind_pressed(call: Call, pressed: Press) -> Answer:
    event = await call.store.mission_event(pressed.first)
    for wish in await _reminders(call):
        if wish.value == pressed.first:
            await call.store.unsubscribe(wish)
    if event is None:
        return explain_usage(call)
    return _noted(call, key("No more reminders of this: {name}"), event, Verb.REMIND)


def _noted(call: Call, words: str, event: MissionEvent, back: Verb) -> Answer:
    name = bold(shortened(clean(event.name), 120))
    data = press(back, event.id)
    undo = [Button(call.texts.say("Undo"), data=data)] if data else []
    return answer_line(call.texts.sentence(words, name=name), undo)


async def reminded_of(call: Call) -> tuple[MissionEvent, ...]:
    """Return the events to come that this chat will be reminded of, the next first."""
    wanted = {each.value for each in await _reminders(call)}
    stored = await call.store.mission_events(since=call.now) if wanted else {}
    coming = (each for each in stored.values() if each.id in wanted and not each.is_over)
    return tuple(sorted(coming, key=lambda event: event.start))


async def _reminders(call: Call) -> list[Subscription]:
    mine = await call.subscriptions()
    return [each for each in mine if each.kind is SubscriptionKind.REMINDER]


async def station(call: Call) -> Answer | None:
    """Answer `/station`: who is aboard, what is docked, who comes and goes next."""
    parts = await call.store.station_parts()
    events = (await call.store.mission_events(since=call.now)).values()
    if not parts and not events and not _reads_calendar(call):
        return answer_line(call.texts.sentence(_NO_CALENDAR))
    return show(station_page(parts, station_events(events), call.view))

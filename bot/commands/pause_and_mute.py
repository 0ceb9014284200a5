"""For the bot's own admins: pausing all sending, muting a source, and the log of every act."""

import logging
from functools import partial

from bot.commands.services import Call, noted, said, told, wrong
from bot.core.chat.callback_data import whole
from bot.core.delivery.messages import Answer
from bot.core.editing import mute_pause as switches
from bot.core.editing.editor_actions import Decide, Refusal
from bot.core.editing.mute_pause import BOT, subject_of
from bot.core.lang.durations import parse_typed_duration
from bot.core.lang.markup import line
from bot.core.renderer.log_page import log_page, switched

logger = logging.getLogger(__name__)

FOR_GOOD = "ever"
_LINES = 10
_MOST_LINES = 30


async def pause(call: Call) -> Answer | None:
    """Nothing promised goes out until `/resume`."""
    return spoken(await _switch(call, partial(switches.pause, by=_who(call)), BOT))


async def resume(call: Call) -> Answer | None:
    return spoken(await _switch(call, partial(switches.resume, by=_who(call)), BOT))


async def mute_feed(call: Call) -> Answer | None:
    """`/mute_feed tass 7d`; without a time for good."""
    feed, _, span = call.arguments.partition(" ")
    meant = not span or parse_typed_duration(span, call.services.words)
    if call.services.catalog().feed(feed) is None or not meant:
        return wrong(call)
    return spoken(await mute(call, feed, span or FOR_GOOD))


async def unmute_feed(call: Call) -> Answer | None:
    feed = call.arguments
    if not feed:
        return wrong(call)
    decide = partial(switches.unmute, feed=feed, by=_who(call))
    return spoken(await _switch(call, decide, subject_of(feed)))


async def log(call: Call) -> Answer | None:
    """`/log`, `/log 30`: who did what, newest first."""
    wanted = whole(call.arguments) if call.arguments else _LINES
    if wanted < 1:
        return wrong(call)
    lines = await call.store.log(limit=min(wanted, _MOST_LINES))
    subjects = {each.subject for each in lines}
    events = await call.store.events_of(sorted(subjects))
    others = {event.detail for happened in events.values() for event in happened}
    stories = await call.store.stories(subjects | others)
    numbers = {each.id: each.number for each in stories.values()}
    return told(log_page(lines, events, numbers, call.view))


async def mute(call: Call, feed: str, span: str) -> Answer:
    """A refusal is a notice."""
    length = parse_typed_duration(span, call.services.words)
    if call.services.catalog().feed(feed) is None or (not length and span != FOR_GOOD):
        return wrong(call)
    until = call.now + length if length else None
    decide = partial(switches.mute, feed=feed, until=until, by=_who(call))
    return await _switch(call, decide, subject_of(feed))


async def undo(call: Call, subject: str, position: int) -> Answer:
    decide = partial(switches.undo_switch, subject=subject, position=position, by=_who(call))
    return await _switch(call, decide, subject)


def spoken(answer: Answer) -> Answer:
    """A refusal, in reply to a command."""
    return said(line(answer.notice)) if answer.notice else answer


async def _switch(call: Call, decide: Decide, *subjects: str) -> Answer:
    acted = await call.services.edit(decide, subjects)
    if isinstance(acted, Refusal):
        return noted(call.texts.say(acted.words))
    [(subject, _, event)] = acted.desk
    logger.info("editor act=%r subject=%r user=%s", event.kind, subject, event.by)
    events = await call.store.events_of(subjects)
    return told(switched(subject, events[subject], call.view))


def _who(call: Call) -> str:
    return str(call.update.user_id)

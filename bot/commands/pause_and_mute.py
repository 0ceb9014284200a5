"""For editors: pausing all sending, muting a feed, and the log of acts."""

import logging
from collections.abc import Sequence
from functools import partial

from bot.commands.services import Call, as_message, explain_usage, no_feed, show, toast
from bot.core.chat.callback_data import parse_number
from bot.core.delivery.messages import Answer
from bot.core.editing import mute_pause
from bot.core.editing.editor_actions import Decide, LogLine, Refusal
from bot.core.editing.mute_pause import BOT, subject_of
from bot.core.lang.durations import parse_typed_duration
from bot.core.renderer.log_page import log_page, switch_page

logger = logging.getLogger(__name__)

FOR_GOOD = "ever"
_LINES = 10
_MOST_LINES = 30


async def pause(call: Call) -> Answer | None:
    """Stop all sending until `/resume`."""
    return as_message(await _decide(call, partial(mute_pause.pause, by=_editor(call)), BOT))


async def resume(call: Call) -> Answer | None:
    return as_message(await _decide(call, partial(mute_pause.resume, by=_editor(call)), BOT))


async def mute_feed(call: Call) -> Answer | None:
    """Answer `/mute_feed tass 7d`; without a time the feed is muted for good."""
    feed, _, span = call.arguments.partition(" ")
    meant = not span or parse_typed_duration(span, call.services.words)
    if call.services.catalog().feed(feed) is None:
        return no_feed(call, feed)
    if not meant:
        return explain_usage(call)
    return as_message(await mute(call, feed, span or FOR_GOOD))


async def unmute_feed(call: Call) -> Answer | None:
    feed = call.arguments
    if call.services.catalog().feed(feed) is None:
        return no_feed(call, feed)
    decide = partial(mute_pause.unmute, feed=feed, by=_editor(call))
    return as_message(await _decide(call, decide, subject_of(feed)))


async def log(call: Call) -> Answer | None:
    """Show who did what, newest first: `/log`, `/log 30`."""
    wanted = parse_number(call.arguments) if call.arguments else _LINES
    if wanted < 1:
        return explain_usage(call)
    lines = await call.store.log(limit=min(wanted, _MOST_LINES))
    subjects = {each.subject for each in lines}
    events = await call.store.events_of(sorted(subjects))
    others = {event.detail for happened in events.values() for event in happened}
    stories = await call.store.stories(subjects | others)
    numbers = {each.id: each.number for each in stories.values()}
    return show(log_page(lines, events, numbers, call.view, names=await _names(call, lines)))


async def _names(call: Call, lines: Sequence[LogLine]) -> dict[str, str]:
    """Return the editors' names, by id, as their chats with the bot have them."""
    known = {}
    for by in {each.event.by for each in lines if each.event.by.isdigit()}:
        chat = await call.store.chat(int(by))
        if chat is not None and (chat.title or chat.username):
            known[by] = chat.title or chat.name
    return known


async def mute(call: Call, feed: str, span: str) -> Answer:
    """Mute a feed for `span`, or FOR_GOOD; a refusal is a toast."""
    length = parse_typed_duration(span, call.services.words)
    if call.services.catalog().feed(feed) is None or (not length and span != FOR_GOOD):
        return explain_usage(call)
    until = call.now + length if length else None
    decide = partial(mute_pause.mute, feed=feed, until=until, by=_editor(call))
    return await _decide(call, decide, subject_of(feed))


async def undo(call: Call, subject: str, position: int) -> Answer:
    """Undo an event of a feed or of the bot."""
    decide = partial(mute_pause.undo_switch, subject=subject, position=position, by=_editor(call))
    return await _decide(call, decide, subject)


async def _decide(call: Call, decide: Decide, *subjects: str) -> Answer:
    acted = await call.services.edit(decide, subjects)
    if isinstance(acted, Refusal):
        return toast(call.texts.say(acted.words))
    [(subject, _, event)] = acted.desk
    logger.info("editor act=%r subject=%r user=%s", event.kind, subject, event.by)
    events = await call.store.events_of(subjects)
    return show(switch_page(subject, events[subject], call.view))


def _editor(call: Call) -> str:
    return str(call.update.user_id)

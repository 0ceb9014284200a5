"""For editors: health of feeds, the queue, statistics, and reloading feeds.yaml."""

from collections.abc import Mapping, Sequence

from bot.commands.services import Call, explain_usage, no_feed, show
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import parse_number
from bot.core.delivery.messages import Answer
from bot.core.editing.mute_pause import mute_in_force, subject_of
from bot.core.editing.objections import count_objections
from bot.core.lang.markup import line, within
from bot.core.reading.identity import canonical_url, entry_keys
from bot.core.renderer.daily_stats import SPAN, every_day
from bot.core.renderer.feed_pages import (
    TROUBLED,
    Health,
    Queue,
    feed_page,
    health,
    health_page,
    queue_page,
)
from bot.core.renderer.post import message
from bot.core.renderer.reason_words import reason_words
from bot.core.renderer.stats_page import Stats, stats_page
from bot.core.renderer.why_page import explain_page, objections_page
from bot.core.types import Feed, StoryEvent


async def feeds(call: Call) -> Answer | None:
    """Show the feeds with problems, worst first."""
    known, states = call.services.catalog().feeds, await call.store.feed_states()
    return show(health_page(known, states, await _muted(call, known), call.view))


async def feed(call: Call) -> Answer | None:
    """Show one feed in detail."""
    catalog = call.services.catalog()
    found = catalog.feed(call.arguments)
    if found is None:
        return no_feed(call, call.arguments)
    states = await call.store.feed_states()
    muted = await _muted(call, (found,))
    return show(feed_page(found, states.get(found.id), muted, call.view))


async def _muted(call: Call, feeds: Sequence[Feed]) -> Mapping[str, StoryEvent]:
    events = await call.store.events_of([subject_of(each.id) for each in feeds])
    muted = {each.id: mute_in_force(events[subject_of(each.id)], call.now) for each in feeds}
    return {feed: act for feed, act in muted.items() if act}


async def reload(call: Call) -> Answer | None:
    """Read feeds.yaml again; show what changed, or why it is refused."""
    outcome = await call.services.reload()
    return show(message(within(line(reason_words(each, call.view)) for each in outcome)))


async def queue(call: Call) -> Answer | None:
    """Show what waits to be sent, what did not arrive, and what waits for an editor."""
    troubled = await call.store.deliveries(*TROUBLED, limit=_LISTED)
    found = Queue(
        sizes=await call.store.queue_sizes(),
        oldest=await call.store.oldest_pending(now=call.now),
        silent_since=call.services.silent_since(),
        paused=await call.store.paused(),
        troubled=troubled,
        stories=await call.store.stories(each.story for each in troubled),
        held=await call.store.held_stories(limit=_LISTED),
    )
    return show(queue_page(found, call.view))


async def explain(call: Call) -> Answer | None:
    """Show what every stage decided about an address, or about every report of `#42`."""
    url = call.arguments
    if parse_number(url) >= 0:
        return await _explain_story(call, parse_number(url))
    if not canonical_url(url):
        return explain_usage(call)
    entries = await call.store.entries_known_by(
        entry_keys(feed=feed.id, guid=None, url=url, title="", at=call.now)[0]
        for feed in call.services.catalog().feeds
    )
    placed = [each.placement.story for each in entries if each.placement]
    return show(explain_page(entries, await call.store.stories(placed), call.view))


async def _explain_story(call: Call, number: int) -> Answer:
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    entries = await call.store.story_entries(found.id)
    return show(explain_page(entries, {found.id: found}, call.view))


async def stats(call: Call) -> Answer | None:
    """Show statistics of the last thirty days, with a picture if matplotlib is installed."""
    days = every_day(await call.store.days(call.now - SPAN, call.now), call.now)
    feeds, states = call.services.catalog().feeds, await call.store.feed_states()
    found = Stats(
        days=days,
        counts=await call.store.stats(),
        feeds=len(feeds),
        bad_feeds=sum(health(states.get(each.id), call.now) < Health.NEW for each in feeds),
        objections=count_objections(await call.store.objections()),
    )
    picture = await call.services.draw(days, call.texts)
    return show(stats_page(found, call.view, picture=picture))


async def objections(call: Call) -> Answer | None:
    """Show what readers object to, by story."""
    counts = count_objections(await call.store.objections())
    stories = await call.store.stories(list(counts)[:_OBJECTED])
    return show(objections_page(counts, stories, call.view))


_LISTED = 10
_OBJECTED = 20
"""Stories on one page of objections."""

"""For the bot's own admins: the health of feeds, the queue, and a reload of feeds.yaml."""

from collections.abc import Mapping, Sequence

from bot.commands.services import Call, told, wrong
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import whole
from bot.core.delivery.messages import Answer
from bot.core.editing.mute_pause import muting, subject_of
from bot.core.editing.objections import counted
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
from bot.core.renderer.why_page import explained_page, objections_page
from bot.core.types import Feed, StoryEvent


async def feeds(call: Call) -> Answer | None:
    """Every feed that needs a look, worst first."""
    known, states = call.services.catalog().feeds, await call.store.feed_states()
    return told(health_page(known, states, await _muted(call, known), call.view))


async def feed(call: Call) -> Answer | None:
    """`/feed <id>`: one feed in detail."""
    found = call.services.catalog().feed(call.arguments)
    if found is None:
        return wrong(call)
    states = await call.store.feed_states()
    muted = await _muted(call, (found,))
    return told(feed_page(found, states.get(found.id), muted, call.view))


async def _muted(call: Call, feeds: Sequence[Feed]) -> Mapping[str, StoryEvent]:
    events = await call.store.events_of([subject_of(each.id) for each in feeds])
    muted = {each.id: muting(events[subject_of(each.id)], call.now) for each in feeds}
    return {feed: act for feed, act in muted.items() if act}


async def reload(call: Call) -> Answer | None:
    """Reads feeds.yaml again; the answer is the difference, or why it is refused."""
    outcome = await call.services.reload()
    return told(message(within(line(reason_words(each, call.view)) for each in outcome)))


async def queue(call: Call) -> Answer | None:
    """What waits to be sent, what did not arrive, and what waits for an editor."""
    troubled = await call.store.deliveries(*TROUBLED, limit=_LISTED)
    found = Queue(
        sizes=await call.store.queue_sizes(),
        oldest=await call.store.oldest_pending(now=call.now),
        paused=await call.store.paused(),
        troubled=troubled,
        stories=await call.store.stories(each.story for each in troubled),
        held=await call.store.held_stories(limit=_LISTED),
    )
    return told(queue_page(found, call.view))


async def explain(call: Call) -> Answer | None:
    """`/explain <address>`: what every stage said of it, for any feed that brought it;
    `/explain #42`: the same of every report of a story.
    """
    url = call.arguments
    if whole(url) >= 0:
        return await _explain_story(call, whole(url))
    if not canonical_url(url):
        return wrong(call)
    entries = await call.store.entries_known_by(
        entry_keys(feed=feed.id, guid=None, url=url, title="", at=call.now)[0]
        for feed in call.services.catalog().feeds
    )
    placed = [each.placement.story for each in entries if each.placement]
    return told(explained_page(entries, await call.store.stories(placed), call.view))


async def _explain_story(call: Call, number: int) -> Answer:
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    entries = await call.store.story_entries(found.id)
    return told(explained_page(entries, {found.id: found}, call.view))


async def stats(call: Call) -> Answer | None:
    """The last thirty days in figures, as a picture where one can be drawn."""
    days = every_day(await call.store.days(call.now - SPAN), call.now)
    feeds, states = call.services.catalog().feeds, await call.store.feed_states()
    found = Stats(
        days=days,
        counts=await call.store.stats(),
        feeds=len(feeds),
        bad_feeds=sum(health(states.get(each.id), call.now) < Health.NEW for each in feeds),
        objections=counted(await call.store.objections()),
    )
    picture = await call.services.draw(days, call.texts)
    return told(stats_page(found, call.view, picture=picture))


async def objections(call: Call) -> Answer | None:
    """What readers object to, by story."""
    counts = counted(await call.store.objections())
    stories = await call.store.stories(list(counts)[:_OBJECTED])
    return told(objections_page(counts, stories, call.view))


_LISTED = 10
_OBJECTED = 20
"""Stories on one page of objections."""

"""For the bot's own admins: the health of feeds, the queue, and a reload of feeds.yaml."""

from bot.commands.desk import Call, said, told, wrong
from bot.core.identity import canonical_url, entry_keys
from bot.core.messages import Answer
from bot.core.objections import counted
from bot.core.parts import line
from bot.core.renderer_feeds import feed_page, health_page, queue_page, stats_page
from bot.core.renderer_why import explained_page, objections_page


async def feeds(call: Call) -> Answer | None:
    """Every feed that needs a look, worst first."""
    states = await call.store.feed_states()
    return told(health_page(call.desk.catalog().feeds, states, call.view))


async def feed(call: Call) -> Answer | None:
    """`/feed <id>`: one feed in detail."""
    found = call.desk.catalog().feed(call.arguments)
    if found is None:
        return wrong(call, "feed")
    states = await call.store.feed_states()
    return told(feed_page(found, states.get(found.id), call.view))


async def reload(call: Call) -> Answer | None:
    """Reads feeds.yaml again; the answer is the difference, or why it is refused."""
    outcome = await call.desk.reload()
    return said(line(outcome))


async def queue(call: Call) -> Answer | None:
    """How much waits to be sent, by state."""
    sizes = await call.store.queue_sizes()
    oldest = await call.store.oldest_pending(now=call.now)
    return told(queue_page(sizes, oldest, call.view))


async def explain(call: Call) -> Answer | None:
    """`/explain <address>`: what every stage said of it, for any feed that brought it."""
    url = call.arguments
    if not canonical_url(url):
        return wrong(call, "explain")
    entries = await call.store.entries_known_by(
        entry_keys(feed=feed.id, guid=None, url=url, title="", at=call.now)[0]
        for feed in call.desk.catalog().feeds
    )
    placed = [each.placement.story for each in entries if each.placement]
    return told(explained_page(entries, await call.store.stories(placed), call.view))


async def stats(call: Call) -> Answer | None:
    """What is kept, what became of what was to be sent, and how the feeds are."""
    counts, sizes = await call.store.stats(), await call.store.queue_sizes()
    states = await call.store.feed_states()
    return told(stats_page(counts, sizes, call.desk.catalog().feeds, states, call.view))


async def objections(call: Call) -> Answer | None:
    """What readers object to, by story."""
    counts = counted(await call.store.objections())
    stories = await call.store.stories(list(counts)[:_OBJECTED])
    return told(objections_page(counts, stories, call.view))


_OBJECTED = 20
"""Stories on one page of objections."""

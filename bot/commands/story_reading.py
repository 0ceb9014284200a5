"""Reading: the latest stories, a story's timeline, its sources, search, and why."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.commands.services import Call, answer_line, explain_usage, show, toast
from bot.core.chat.callback_data import Press, page_of, parse_number
from bot.core.delivery.messages import Answer
from bot.core.editing.objections import Objection, objection
from bot.core.lang.i18n import key
from bot.core.lang.markup import clean, shortened
from bot.core.lang.typed_words import end_of_day
from bot.core.ledger.ledger import weight
from bot.core.matching.topic_names import topics_named
from bot.core.renderer.list_pages import PAGE, feeds_page, latest_page, search_page
from bot.core.renderer.nothing_yet import nothing_yet
from bot.core.renderer.post import post, story_buttons
from bot.core.renderer.standings import standings
from bot.core.renderer.story_page import story_at, story_sources
from bot.core.renderer.story_timeline import timeline
from bot.core.renderer.why_page import why_page
from bot.core.types import Story, SubscriptionKind
from bot.rules.search_words import search_words

MOST = 10
"""Stories on one page; more do not fit into one message."""

LONGEST_SEARCH = 100


async def latest(call: Call) -> Answer | None:
    """Answer `/latest [topic] [n]`, in either order; a topic may have a number in its name."""
    known = call.services.catalog().topics
    words, size = call.arguments.split(), PAGE
    if not topics_named(call.arguments, known):
        numbers = [word for word in words if _COUNT.fullmatch(word)]
        if any(parse_number(each) < 1 for each in numbers):
            return explain_usage(call)
        size = min(parse_number(numbers[-1]), MOST) if numbers else PAGE
        words = [word for word in words if word not in numbers]
    topics = topics_named(" ".join(words), known)
    if topics is None:
        return no_topic(call, call.arguments)
    if len(topics) > 1:
        return explain_usage(call)
    return await _latest(call, "".join(topics), size, 0)


_COUNT = re.compile(r"[+-]?\d+")


async def latest_pressed(call: Call, press: Press) -> Answer | None:
    offset, edit = page_of(press.first)
    topic, _, size = press.last.partition("/")
    answer = await _latest(call, topic, min(max(parse_number(size), 1), MOST), offset)
    return Answer(message=answer.message, edit=edit)


async def story(call: Call) -> Answer | None:
    """Answer `/story 42`, or `/story 42 at 2022-07-27` for what was known that day; alone, the
    newest.
    """
    words = call.arguments.split()
    if not words:
        return await _of_newest(call, timeline_of)
    number = parse_number(words[0])
    if number < 0:
        return explain_usage(call)
    if len(words) == 1:
        return await timeline_of(call, number)
    day = words[2:] if words[1].lower() in call.services.words.at else words[1:]
    at = end_of_day(" ".join(day), call.chat.zone, words=call.services.words, now=call.now)
    return await timeline_of(call, number, at=at) if at else explain_usage(call)


async def timeline_of(
    call: Call, number: int, *, page: int = 0, at: datetime | None = None, edit: bool = False
) -> Answer:
    found = await call.story_numbered(number)
    then = story_at(found, at) if found and at else found
    if found and not then:
        words = key("Story #{number} did not exist yet on that day.")
        return answer_line(call.texts.sentence(words, number=str(number)))
    if then is None:
        return unknown_story(call, number)
    # What failed on an earlier day is not known.
    failing = frozenset[str]() if at else await call.services.failing()
    view = replace(call.view, now=at or call.now)
    if at is None:
        await call.look_at(then)
    return show(timeline(then, standings(view, failing), view, page=page, at=at), edit=edit)


async def timeline_pressed(call: Call, press: Press) -> Answer | None:
    page, edit = page_of(press.last)
    return await timeline_of(call, press.number, page=page, edit=edit)


async def story_pressed(call: Call, press: Press) -> Answer | None:
    """Show a story as it was posted, with its buttons."""
    found = await call.story_numbered(press.number)
    if found is None:
        return unknown_story(call, press.number)
    [(_, stands)] = await call.standings((found,))
    mine = await call.subscriptions()
    kinds = {each.kind for each in mine if each.value == found.id}
    message = post(found, stands, call.view)
    await call.look_at(found)
    buttons = story_buttons(
        found,
        call.view,
        followed=SubscriptionKind.STORY in kinds,
        muted=SubscriptionKind.MUTED_STORY in kinds,
    )
    return Answer(message=replace(message, buttons=buttons))


async def sources(call: Call) -> Answer | None:
    """Answer `/sources` with the feeds the bot reads, `/sources 42` with a story's sources."""
    if not call.arguments:
        return show(feeds_page(call.services.catalog().feeds, call.view))
    number = parse_number(call.arguments)
    return explain_usage(call) if number < 0 else await _sources(call, number)


async def sources_pressed(call: Call, press: Press) -> Answer | None:
    return await _sources(call, press.number)


async def why(call: Call) -> Answer | None:
    """Answer `/why 42`; alone, why the newest story looks as it does."""
    if not call.arguments:
        return await _of_newest(call, _why)
    number = parse_number(call.arguments)
    return explain_usage(call) if number < 0 else await _why(call, number)


async def _of_newest(call: Call, answer: Callable[[Call, int], Awaitable[Answer]]) -> Answer:
    """Answer about the newest story."""
    found = next(iter(await call.store.latest_stories(limit=1)), None)
    if found is None or found.number is None:
        return answer_line(nothing_yet(call.services.feeds_stand(), call.view))
    return await answer(call, found.number)


async def why_pressed(call: Call, press: Press) -> Answer | None:
    return await _why(call, press.number)


async def objection_pressed(call: Call, press: Press) -> Answer | None:
    """Record a reader's objection for the editors."""
    found = await call.story_numbered(press.number)
    if found is None or press.last not in Objection.__members__:
        return explain_usage(call)
    what = Objection[press.last]
    await call.store.subscribe(objection(call.chat, found, what))
    return toast(call.texts.say("Thank you. The editors will look at it."))


async def search(call: Call) -> Answer | None:
    words = call.arguments
    if not words or len(words) > LONGEST_SEARCH:
        return explain_usage(call)
    return await search_results(call, words)


async def search_pressed(call: Call, press: Press) -> Answer | None:
    offset, edit = page_of(press.first)
    answer = await search_results(call, press.last, offset)
    return Answer(message=answer.message, edit=edit)


async def search_results(call: Call, words: str, offset: int = 0) -> Answer:
    """Show a page of the stories with these words."""
    stories = await call.store.search_stories(
        words, limit=PAGE + 1, offset=offset, standing_for=search_words
    )
    standings = await call.standings(tuple(stories[:PAGE]))
    more = len(stories) > PAGE
    return show(search_page(standings, call.view, words=words, offset=offset, more=more))


def no_topic(call: Call, word: str) -> Answer:
    """Answer an unknown topic with the names of all topics."""
    topics = ", ".join(call.view.topic(topic.id) for topic in call.services.catalog().topics)
    words = key("There is no topic “{word}”. Topics: {topics}.")
    return answer_line(call.texts.sentence(words, word=shortened(clean(word), 40), topics=topics))


def unknown_story(call: Call, number: int) -> Answer:
    line = call.texts.sentence("There is no story #{number}. See /latest.", number=str(number))
    return answer_line(line)


async def newest(call: Call, topic: str | None, *, limit: int, offset: int = 0) -> list[Story]:
    """Return the newest stories, the first `_WEIGHED` of them in order of weight."""
    wanted = max(offset + limit, _WEIGHED)
    stories = await call.store.latest_stories(topic=topic, limit=wanted)
    ranked = sorted(stories[:_WEIGHED], key=lambda story: -weight(story, call.now))
    return [*ranked, *stories[_WEIGHED:]][offset : offset + limit]


_WEIGHED = 30
_FURTHEST = 300
"""How far one can page back; older stories are found by searching."""


async def _latest(call: Call, topic: str, size: int, offset: int) -> Answer:
    """Show a page of the newest stories; one more is read to know whether there is a next page."""
    offset = min(offset, _FURTHEST)
    stories = await newest(call, topic or None, limit=size + 1, offset=offset)
    standings = await call.standings(tuple(stories[:size]))
    more = len(stories) > size and offset < _FURTHEST
    stand = call.services.feeds_stand()
    page = latest_page(
        standings, call.view, topic=topic, offset=offset, size=size, more=more, stand=stand
    )
    return show(page)


async def _sources(call: Call, number: int) -> Answer:
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    [(_, stands)] = await call.standings((found,))
    return show(story_sources(found, stands, call.view))


async def _why(call: Call, number: int) -> Answer:
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    [(_, stands)] = await call.standings((found,))
    entries = await call.store.story_entries(found.id)
    return show(why_page(found, stands, entries, call.view))

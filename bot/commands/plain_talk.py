"""What people say without a command: numbers, words, links, forwarded posts, pictures."""

from bot.commands import story_reading
from bot.commands.services import Call, answer_line
from bot.core.chat.callback_data import Verb, parse_number, press
from bot.core.delivery.messages import Answer, Button
from bot.core.lang.i18n import key
from bot.core.reading.identity import canonical_url, entry_keys
from bot.core.renderer.list_pages import known_page
from bot.core.types import Story
from bot.rules.search_words import search_words

_LINKS = 5
"""Links of one message that are looked up."""
_HEADLINE_WORDS = 12


async def talk(call: Call) -> Answer | None:
    """Answer plain words in a private chat: find what they are about, or offer what to do."""
    if not call.is_private:
        return None
    text = " ".join(call.update.text.split())
    if call.update.links:
        return await _known(call, await _behind_links(call))
    if call.update.is_forward and text:
        return await _known(call, await _told_as(call, text))
    if not text:
        words = key("I read words only: a link or a headline finds its story. /help lists all.")
        return answer_line(call.texts.sentence(words))
    if parse_number(text) >= 0:
        return await story_reading.timeline_of(call, parse_number(text))
    return await _offer(call, text)


async def _offer(call: Call, text: str) -> Answer:
    """Offer to search for or follow these words."""
    buttons = [
        Button(call.texts.say("Search"), data=data)
        for data in [press(Verb.SEARCH, 0, text)]
        if data
    ]
    buttons += [
        Button(call.texts.say("Follow these words"), data=data)
        for data in [press(Verb.TRACK, text)]
        if data
    ]
    if not buttons and len(text) <= story_reading.LONGEST_SEARCH:
        return await story_reading.search_results(call, text)
    if not buttons:
        return answer_line(
            call.texts.sentence("That is too long. /search and /track take a few words.")
        )
    return answer_line(call.texts.sentence("What shall I do with these words?"), buttons)


async def _known(call: Call, story: Story | None) -> Answer:
    """Say which story it is, or that it was not seen."""
    if story is None:
        words = key("I have not seen this. /sources lists what I read.")
        return answer_line(call.texts.sentence(words))
    [(_, stands)] = await call.standings((story,))
    return Answer(message=known_page(story, stands, call.view))


async def _behind_links(call: Call) -> Story | None:
    """Return the story that one of the message's links is part of."""
    keys = [
        entry_keys(feed=feed.id, guid=None, url=url, title="", at=call.now)[0]
        for url in call.update.links[:_LINKS]
        if canonical_url(url)
        for feed in call.services.catalog().feeds
    ]
    entries = await call.store.entries_known_by(keys) if keys else ()
    placed = [each.placement.story for each in entries if each.placement]
    found = await call.store.stories(placed)
    return await _home(call, next((found[id] for id in placed if id in found), None))


async def _told_as(call: Call, text: str) -> Story | None:
    """Return the story with this headline among its reports."""
    words = " ".join(text.split()[:_HEADLINE_WORDS])
    found = await call.store.search_stories(words, limit=1, standing_for=search_words)
    return await _home(call, next(iter(found), None))


async def _home(call: Call, story: Story | None) -> Story | None:
    """Return the story a merged one is part of; None for one that is kept from readers."""
    while story and story.merged_into:
        story = (await call.store.stories([story.merged_into])).get(story.merged_into)
    return story if story and (call.is_bot_admin or not story.held) else None

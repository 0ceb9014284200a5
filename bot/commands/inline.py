"""Inline mode: `@bot leak`, typed in any chat, offers stories to share."""

from dataclasses import replace

from bot.commands.services import Call
from bot.core.chat.callback_data import phrase_payload
from bot.core.delivery.messages import AboveResults, Answer, InlineResult
from bot.core.lang.i18n import key
from bot.core.lang.markup import clean, shortened
from bot.core.renderer.post import post
from bot.core.renderer.story_lines import badge, lead_report, status_words
from bot.core.types import Chat, ChatKind
from bot.rules.search_words import search_words

CARDS = 10
LONGEST = 100


async def cards(call: Call) -> Answer:
    """Offer stories with the words typed, or the newest.

    Buttons under a shared story are links to the bot, which does not know the chat it is in.
    """
    words = " ".join(call.update.inline_query.split())[:LONGEST]
    if words:
        stories = await call.store.search_stories(words, limit=CARDS, standing_for=search_words)
    else:
        stories = await call.store.latest_stories(limit=CARDS)
    shared = Chat(id=0, kind=ChatKind.CHANNEL, language=call.chat.language, zone=call.chat.zone)
    view = call.view_of(replace(shared, style="compact"))
    results = tuple(
        InlineResult(
            id=story.id,
            title=shortened(clean(lead_report(story, stands, view.language).title), 120),
            description=f"{badge(stands)} {status_words(stands, view)}",
            message=post(story, stands, view),
        )
        for story, stands in await call.standings(tuple(stories))
    )
    return Answer(results=results, above=None if results else _nothing(call, words))


def _nothing(call: Call, words: str) -> AboveResults:
    """Say that there is no story, and offer to follow the words."""
    if not words:
        return AboveResults(call.texts.say("No stories yet"), _START)
    said = shortened(clean(words), _WORDS_UNITS)
    payload = phrase_payload(words)
    if payload is None:
        return AboveResults(call.texts.say("No story has “{words}”", words=said), _START)
    words = key("No story has “{words}”. Follow them?")
    return AboveResults(call.texts.say(words, words=said), payload)


_START = "latest"
"""A payload without a meaning: Telegram wants one."""
_WORDS_UNITS = 30

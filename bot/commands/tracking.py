"""Following: words, stories, and what a chat does not want to hear of."""

from collections.abc import Sequence

from bot.commands.desk import PHRASES_PER_CHAT, STORIES_PER_CHAT, Call, noted, said, told
from bot.commands.stories import newest, unknown_story
from bot.core.messages import Answer, Button
from bot.core.parts import bold
from bot.core.phrases import RefusedPhrase, WhyRefused, checked_phrase
from bot.core.presses import Press, Verb, phrase_key, press, whole
from bot.core.renderer_lists import Mine, mine_page
from bot.core.texts import key
from bot.core.types import Story, Subscription, SubscriptionKind

_DEVELOPING = 3


async def track(call: Call) -> Answer | None:
    """`/track words`, `/track #42`, `/track` in reply to a post; alone: what is followed."""
    if whole(call.arguments) >= 0 and call.arguments.startswith("#"):
        return await _follow_numbered(call, whole(call.arguments))
    if call.arguments:
        return await _track_phrase(call, call.arguments)
    if call.update.reply_to is not None:
        return await _follow_replied(call, call.update.reply_to)
    return await mine(call)


async def track_again(call: Call, press: Press) -> Answer | None:
    """The button under a proposal, or Undo of /untrack."""
    answer = await _track_phrase(call, press.first)
    return Answer(message=answer.message, edit=True)


async def untrack(call: Call) -> Answer | None:
    """`/untrack words` or `/untrack #42`; alone: everything followed, with buttons."""
    if not call.arguments:
        return await mine(call)
    if call.arguments.startswith("#") and whole(call.arguments) >= 0:
        return await _unfollow_numbered(call, whole(call.arguments))
    wanted = call.arguments.casefold()
    phrases = await _mine(call, SubscriptionKind.PHRASE)
    found = next((each for each in phrases if each.value.casefold() == wanted), None)
    if found is None:
        line = call.texts.sentence(
            "You do not follow “{phrase}”. /mine shows what you follow.", phrase=call.arguments
        )
        return said(line)
    return await _end(call, found)


async def untrack_pressed(call: Call, press: Press) -> Answer | None:
    phrases = await _mine(call, SubscriptionKind.PHRASE)
    found = next((each for each in phrases if phrase_key(each.value) == press.first), None)
    if found is None:
        return noted(call.texts.say("This button is out of date."))
    answer = await _end(call, found)
    return Answer(message=answer.message, edit=True)


async def mine(call: Call) -> Answer | None:
    subscriptions = await call.store.subscriptions(call.chat.id, call.chat.thread_id)
    followed = _stories_of(subscriptions, SubscriptionKind.STORY)
    muted = _stories_of(subscriptions, SubscriptionKind.MUTED_STORY)
    stories = await call.store.stories([*followed[:_SHOWN], *muted[:_SHOWN]])
    told_now = await call.standings(tuple(stories[id] for id in followed if id in stories))
    developing = await call.standings(tuple(await newest(call, None, limit=_DEVELOPING)))
    quiet = tuple(stories[id] for id in muted if id in stories)
    kept = Mine(subscriptions, told_now, quiet[:_MUTED_SHOWN], max(len(followed) - _SHOWN, 0))
    return told(mine_page(kept, developing, call.view))


def _stories_of(subscriptions: Sequence[Subscription], kind: SubscriptionKind) -> list[str]:
    return [each.value for each in subscriptions if each.kind is kind]


_SHOWN = 12
_MUTED_SHOWN = 5
"""Stories on one page with a button each; the rest can be named: /untrack #42, /mute #42."""


async def mute_numbered(call: Call) -> Answer | None:
    """`/mute #42`: no more about this story here."""
    number = whole(call.arguments)
    found = await call.store.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    if not await _add(call, found, SubscriptionKind.MUTED_STORY):
        return _full(call, STORIES_PER_CHAT)
    undo = Button(call.texts.say("Undo"), data=press(Verb.UNMUTE_STORY, number))
    return said(call.texts.sentence(_QUIET, number=str(number)), [undo])


async def mine_pressed(call: Call, press: Press) -> Answer | None:
    return await mine(call)


async def follow(call: Call, press: Press) -> Answer | None:
    """Follow, under a post: the post stays as it is."""
    return await _pressed(call, press.number, SubscriptionKind.STORY, _FOLLOWED)


async def unfollow(call: Call, press: Press) -> Answer | None:
    return await _unpressed(call, press.number, SubscriptionKind.STORY, _UNFOLLOWED)


async def mute_story(call: Call, press: Press) -> Answer | None:
    return await _pressed(call, press.number, SubscriptionKind.MUTED_STORY, _QUIET)


async def unmute_story(call: Call, press: Press) -> Answer | None:
    return await _unpressed(call, press.number, SubscriptionKind.MUTED_STORY, _UNMUTED)


_FOLLOWED = key("You follow #{number}: every change of it comes here.")
_UNFOLLOWED = key("You no longer follow #{number}.")
_QUIET = key("No more about #{number} here.")
_UNMUTED = key("#{number} may speak again.")


_REFUSALS = {
    WhyRefused.EMPTY: key("There is no word in it. Like this: /track {example}"),
    WhyRefused.STOP_WORDS: key("These words stand in every text. Like this: /track {example}"),
    WhyRefused.TOO_BROAD: key("That would find nearly everything. Like this: /track {example}"),
    WhyRefused.TOO_LONG: key("That is too long. A few words do: /track {example}"),
}


async def _track_phrase(call: Call, text: str) -> Answer:
    phrase = checked_phrase(text)
    if isinstance(phrase, RefusedPhrase):
        return said(call.texts.sentence(_REFUSALS[phrase.why], example=phrase.example))
    phrases = await _mine(call, SubscriptionKind.PHRASE)
    if len(phrases) >= PHRASES_PER_CHAT and phrase not in [each.value for each in phrases]:
        return _full(call, PHRASES_PER_CHAT)
    chat = await call.ready_chat()
    kind = SubscriptionKind.PHRASE
    await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, phrase))
    words = key("You follow “{phrase}”, in any form of the words.")
    line = call.texts.sentence(words, phrase=bold(phrase))
    undo = Button(call.texts.say("Undo"), data=press(Verb.UNTRACK, phrase_key(phrase)))
    return said(line, [undo])


async def _follow_replied(call: Call, message_id: int) -> Answer:
    post = await call.store.post_by_message(call.chat.id, message_id)
    found = (await call.store.stories([post.story])).get(post.story) if post else None
    if found is None or found.number is None:
        return said(call.texts.sentence("Reply to one of my posts, or name a story: /track #42"))
    return await _follow_numbered(call, found.number)


async def _follow_numbered(call: Call, number: int) -> Answer:
    found = await call.store.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    if not await _add(call, found, SubscriptionKind.STORY):
        return _full(call, STORIES_PER_CHAT)
    undo = Button(call.texts.say("Undo"), data=press(Verb.UNFOLLOW, number))
    return said(call.texts.sentence(_FOLLOWED, number=str(number)), [undo])


async def _unfollow_numbered(call: Call, number: int) -> Answer:
    found = await call.store.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    await _remove(call, found, SubscriptionKind.STORY)
    undo = Button(call.texts.say("Undo"), data=press(Verb.FOLLOW, number))
    return said(call.texts.sentence(_UNFOLLOWED, number=str(number)), [undo])


async def _pressed(call: Call, number: int, kind: SubscriptionKind, words: str) -> Answer:
    found = await call.store.story_numbered(number)
    if found is None:
        return noted(call.texts.say("This story is no longer kept."))
    if not await _add(call, found, kind):
        return _full(call, STORIES_PER_CHAT)
    return noted(call.texts.say(words, number=str(number)))


async def _unpressed(call: Call, number: int, kind: SubscriptionKind, words: str) -> Answer:
    found = await call.store.story_numbered(number)
    if found is None:
        return noted(call.texts.say("This story is no longer kept."))
    await _remove(call, found, kind)
    return noted(call.texts.say(words, number=str(number)))


async def _add(call: Call, story: Story, kind: SubscriptionKind) -> bool:
    """False where the chat has as many as it may have."""
    if len(await _mine(call, kind)) >= STORIES_PER_CHAT:
        return False
    chat = await call.ready_chat()
    await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, story.id))
    return True


async def _remove(call: Call, story: Story, kind: SubscriptionKind) -> None:
    await call.store.unsubscribe(Subscription(call.chat.id, call.chat.thread_id, kind, story.id))


async def _end(call: Call, phrase: Subscription) -> Answer:
    await call.store.unsubscribe(phrase)
    line = call.texts.sentence("You no longer follow “{phrase}”.", phrase=bold(phrase.value))
    data = press(Verb.TRACK, phrase.value)
    return said(line, [Button(call.texts.say("Undo"), data=data)] if data else [])


async def _mine(call: Call, kind: SubscriptionKind) -> list[Subscription]:
    mine = await call.store.subscriptions(call.chat.id, call.chat.thread_id)
    return [each for each in mine if each.kind is kind]


def _full(call: Call, most: int) -> Answer:
    words = key("You follow {most} already, that is the most. /untrack something first.")
    return said(call.texts.sentence(words, most=str(most)))

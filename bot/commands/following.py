"""Following and muting a story: by its number, in reply to a post, by a button."""

from dataclasses import dataclass

from bot.commands.services import STORIES_PER_CHAT, Call, answer_line, explain_usage, toast
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import Press, Verb, page_of, parse_number, press, replacing
from bot.core.delivery.messages import Answer, Button
from bot.core.lang.i18n import key
from bot.core.types import Story, Subscription, SubscriptionKind


@dataclass(frozen=True, slots=True)
class _Change:
    kind: SubscriptionKind
    begins: bool
    words: str
    back: Verb


_CHANGES = {
    Verb.FOLLOW: _Change(
        SubscriptionKind.STORY,
        True,
        key("You follow #{number}. Every update comes here."),
        Verb.UNFOLLOW,
    ),
    Verb.UNFOLLOW: _Change(
        SubscriptionKind.STORY, False, key("You no longer follow #{number}."), Verb.FOLLOW
    ),
    Verb.MUTE_STORY: _Change(
        SubscriptionKind.MUTED_STORY, True, key("No more about #{number} here."), Verb.UNMUTE_STORY
    ),
    Verb.UNMUTE_STORY: _Change(
        SubscriptionKind.MUTED_STORY, False, key("#{number} is no longer muted."), Verb.MUTE_STORY
    ),
}


async def mute_story(call: Call) -> Answer:
    """Answer `/mute #42`: no more about this story here."""
    number = parse_number(call.arguments)
    if number < 0:
        return explain_usage(call)
    return await change_by_number(call, Verb.MUTE_STORY, number)


async def follow_by_reply(call: Call, message_id: int) -> Answer:
    """Follow the story of the post replied to."""
    post = await call.store.post_by_message(call.chat.id, message_id)
    found = (await call.store.stories([post.story])).get(post.story) if post else None
    if found is None or found.number is None:
        return answer_line(
            call.texts.sentence("Reply to one of my posts, or name a story: /track #42")
        )
    return await change_by_number(call, Verb.FOLLOW, found.number)


async def change_by_number(call: Call, verb: Verb, number: int) -> Answer:
    """Follow or mute a story by its number; reply with an Undo."""
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    change = _CHANGES[verb]
    if not await _apply(call, found, change):
        return limit_reached(call, STORIES_PER_CHAT)
    undo = Button(call.texts.say("Undo"), data=press(change.back, replacing(number)))
    return answer_line(call.texts.sentence(change.words, number=str(number)), [undo])


async def pressed(call: Call, press: Press) -> Answer:
    """Answer a button: one under a post gets a toast, an Undo replaces its line."""
    number, edit = page_of(press.first)
    if edit:
        answer = await change_by_number(call, press.verb, number)
        return Answer(message=answer.message, edit=True)
    found, change = await call.story_numbered(number), _CHANGES[press.verb]
    if found is None:
        return toast(call.texts.say("This story is no longer kept."))
    if not await _apply(call, found, change):
        return limit_reached(call, STORIES_PER_CHAT)
    return toast(call.texts.say(change.words, number=str(number)))


def limit_reached(call: Call, most: int) -> Answer:
    words = key("You already follow {most}, which is the limit. /untrack something first.")
    return answer_line(call.texts.sentence(words, most=str(most)))


async def _apply(call: Call, story: Story, change: _Change) -> bool:
    """Record the change; False if the chat already follows as many as it may."""
    subscription = Subscription(call.chat.id, call.chat.thread_id, change.kind, story.id)
    if not change.begins:
        await call.store.unsubscribe(subscription)
        return True
    mine = await call.subscriptions()
    others = [each for each in mine if each.kind is change.kind and each != subscription]
    if len(others) >= STORIES_PER_CHAT:
        return False
    await call.ready_chat()
    await call.store.subscribe(subscription)
    return True

"""Following a story, or hearing no more of it: by its number, in reply to a post, by a button."""

from dataclasses import dataclass

from bot.commands.services import STORIES_PER_CHAT, Call, noted, said, wrong
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import Press, Verb, page_of, press, turn, whole
from bot.core.delivery.messages import Answer, Button
from bot.core.lang.i18n import key
from bot.core.types import Story, Subscription, SubscriptionKind


@dataclass(frozen=True, slots=True)
class _Deed:
    kind: SubscriptionKind
    begins: bool
    words: str
    back: Verb


_DEEDS = {
    Verb.FOLLOW: _Deed(
        SubscriptionKind.STORY,
        True,
        key("You follow #{number}: every change of it comes here."),
        Verb.UNFOLLOW,
    ),
    Verb.UNFOLLOW: _Deed(
        SubscriptionKind.STORY, False, key("You no longer follow #{number}."), Verb.FOLLOW
    ),
    Verb.MUTE_STORY: _Deed(
        SubscriptionKind.MUTED_STORY, True, key("No more about #{number} here."), Verb.UNMUTE_STORY
    ),
    Verb.UNMUTE_STORY: _Deed(
        SubscriptionKind.MUTED_STORY, False, key("#{number} is no longer muted."), Verb.MUTE_STORY
    ),
}


async def mute_story(call: Call) -> Answer:
    """`/mute #42`: no more about this story here."""
    number = whole(call.arguments)
    return wrong(call) if number < 0 else await numbered(call, Verb.MUTE_STORY, number)


async def replied(call: Call, message_id: int) -> Answer:
    """`/track` in reply to a post."""
    post = await call.store.post_by_message(call.chat.id, message_id)
    found = (await call.store.stories([post.story])).get(post.story) if post else None
    if found is None or found.number is None:
        return said(call.texts.sentence("Reply to one of my posts, or name a story: /track #42"))
    return await numbered(call, Verb.FOLLOW, found.number)


async def numbered(call: Call, verb: Verb, number: int) -> Answer:
    """What was asked for in words: a line, with the way back."""
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    deed = _DEEDS[verb]
    if not await _done(call, found, deed):
        return full(call, STORIES_PER_CHAT)
    undo = Button(call.texts.say("Undo"), data=press(deed.back, turn(number)))
    return said(call.texts.sentence(deed.words, number=str(number)), [undo])


async def pressed(call: Call, press: Press) -> Answer:
    """Under a post, which stays as it is; or the Undo of a line, which is written anew."""
    number, edit = page_of(press.first)
    if edit:
        return Answer(message=(await numbered(call, press.verb, number)).message, edit=True)
    found, deed = await call.story_numbered(number), _DEEDS[press.verb]
    if found is None:
        return noted(call.texts.say("This story is no longer kept."))
    if not await _done(call, found, deed):
        return full(call, STORIES_PER_CHAT)
    return noted(call.texts.say(deed.words, number=str(number)))


def full(call: Call, most: int) -> Answer:
    words = key("You follow {most} already, that is the most. /untrack something first.")
    return said(call.texts.sentence(words, most=str(most)))


async def _done(call: Call, story: Story, deed: _Deed) -> bool:
    """False where the chat has as many as it may have."""
    wish = Subscription(call.chat.id, call.chat.thread_id, deed.kind, story.id)
    if not deed.begins:
        await call.store.unsubscribe(wish)
        return True
    mine = await call.store.subscriptions(call.chat.id, call.chat.thread_id)
    others = [each for each in mine if each.kind is deed.kind and each != wish]
    if len(others) >= STORIES_PER_CHAT:
        return False
    await call.ready_chat()
    await call.store.subscribe(wish)
    return True

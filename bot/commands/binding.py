"""Binding a group, a thread or a channel to topics, and previewing a post there."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from bot.commands.services import Call, answer_line, explain_usage, show, toast
from bot.commands.story_reading import no_topic, unknown_story
from bot.core.alerts.first_post import first_post, newest_story
from bot.core.chat.callback_data import Press, Verb, parse_chat_id, parse_number, press
from bot.core.delivery.messages import Answer, Button
from bot.core.lang.i18n import key
from bot.core.lang.markup import text_of
from bot.core.matching.topic_names import topics_named
from bot.core.renderer.nothing_yet import nothing_yet
from bot.core.renderer.post import post
from bot.core.types import Chat, ChatKind, Delivery, Story, Subscription, SubscriptionKind


async def bind(call: Call) -> Answer | None:
    """Answer `/bind [topics]` here, or `/bind @channel [topics]` in a private chat."""
    if call.is_private and (name := chat_name(call.arguments)):
        return await _bind_channel(call, name, call.arguments.partition(" ")[2])
    if call.is_private:
        return answer_line(
            call.texts.sentence("In private, name a channel: /bind @channel. Here, use /start.")
        )
    return await bind_here(call)


async def bind_here(call: Call) -> Answer:
    """Bind this group or thread. Rights are checked here, because deep links lead here too."""
    if not await call.is_chat_admin():
        return answer_line(call.texts.sentence("Only admins of this chat can change that."))
    wanted = "" if call.arguments == "bind" else call.arguments
    topics = _topic_ids(call, wanted)
    if not topics:
        return no_topic(call, wanted)
    chat = await _bind_chat(call, call.chat, topics)
    return bound_answer(call, chat, topics, target="")


async def unbind(call: Call) -> Answer | None:
    """End all alerts of this chat, or of the channel named in a private chat."""
    name, words = chat_name(call.arguments), call.arguments.split()
    is_complete = name and len(words) == 1 if call.is_private else not words
    if not is_complete:
        return explain_usage(call)
    chat = await _own_channel(call, name) if call.is_private else call.chat
    if chat is None:
        return _not_yours(call, name)
    return await _unbind_chat(call, chat, str(chat.id) if call.is_private else "")


async def bind_pressed(call: Call, press: Press) -> Answer | None:
    """Undo /unbind."""
    chat = await own_chat(call, press.first)
    topics = _topic_ids(call, press.last)
    if chat is None or not topics:
        return explain_usage(call)
    answer = bound_answer(call, await _bind_chat(call, chat, topics), topics, target=press.first)
    return Answer(message=answer.message, edit=True)


async def unbind_pressed(call: Call, press: Press) -> Answer | None:
    """Undo /bind."""
    chat = await own_chat(call, press.first)
    if chat is None:
        return explain_usage(call)
    answer = await _unbind_chat(call, chat, press.first)
    return Answer(message=answer.message, edit=True)


def chat_name(arguments: str) -> str:
    """Return the chat named first as `@name` or id, "" if none; `t.me/name` counts as a name."""
    named = _CHAT.match(arguments)
    if named is None:
        return ""
    return named["id"] or f"@{named['name']}"


_CHAT = re.compile(
    r"(?:@|(?:https?://)?t\.me/)(?P<name>[A-Za-z]\w{3,31})(?!\S)|(?P<id>-[1-9]\d{0,15})(?!\S)",
    re.ASCII,
)


async def own_chat(call: Call, target: str) -> Chat | None:
    """Return the chat a press is about: this one, or a stored channel whose admin presses."""
    if not target:
        return call.chat
    id = parse_chat_id(target)
    chat = await call.store.chat(id, 0) if id else None
    allowed = chat is not None and await call.is_admin_of(id)
    return chat if allowed else None


async def preview(call: Call) -> Answer | None:
    """Show the newest story, or `/preview 42` that one, as it would be posted here."""
    number = parse_number(call.arguments)
    if call.arguments and number < 0:
        return explain_usage(call)
    if call.arguments:
        found = await call.story_numbered(number)
    else:
        found = next(iter(await call.store.latest_stories(limit=1)), None)
    if found is None and call.arguments:
        return unknown_story(call, number)
    if found is None:
        return answer_line(nothing_yet(call.services.feeds_stand(), call.view))
    [(_, stands)] = await call.standings((found,))
    return show(post(found, stands, call.view))


async def _bind_channel(call: Call, name: str, wanted: str) -> Answer:
    topics = _topic_ids(call, wanted)
    if not topics:
        return no_topic(call, wanted)
    chat = await _own_channel(call, name)
    if chat is None:
        return _not_yours(call, name)
    if not await call.services.may_post(chat.id):
        words = key("I cannot post in {name} yet. Make me an admin there who may post and edit.")
        return answer_line(call.texts.sentence(words, name=name))
    bound = await _bind_chat(call, chat, topics)
    return bound_answer(call, bound, topics, target=str(bound.id))


async def _own_channel(call: Call, name: str) -> Chat | None:
    """Return the channel of this name if the person is an admin there."""
    found = await call.chat_named(name)
    if found is None or not await call.is_admin_of(found.id):
        return None
    stored = await call.store.chat(found.id, found.thread_id)
    return stored or replace(found, language=call.chat.language, zone=call.chat.zone)


async def _unbind_chat(call: Call, chat: Chat, target: str) -> Answer:
    mine = await call.store.subscriptions(chat.id, chat.thread_id)
    topics = [each for each in mine if each.kind is SubscriptionKind.TOPIC]
    for each in topics:
        await call.store.unsubscribe(each)
    words = key("{where} gets no more alerts. To get them again: {bind}")
    bind = f"/bind {chat.name}" if target else "/bind"
    line = call.texts.sentence(words, where=_where(call, chat), bind=bind)
    data = press(Verb.BIND, target, ",".join(each.value for each in topics)) if topics else None
    return answer_line(line, [Button(call.texts.say("Undo"), data=data)] if data else [])


async def _bind_chat(call: Call, chat: Chat, topics: tuple[str, ...]) -> Chat:
    bound = replace(chat, active=True)
    await call.store.record_chat(bound)
    kind = SubscriptionKind.TOPIC
    for each in await call.store.subscriptions(chat.id, chat.thread_id):
        if each.kind is kind and each.value not in topics:
            await call.store.unsubscribe(each)
    for topic in topics:
        await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, topic))
    return bound


def _topic_ids(call: Call, wanted: str) -> tuple[str, ...]:
    """Return the ids of the topics named, all if none is named, () if one is unknown."""
    topics = call.services.catalog().topics
    named = topics_named(wanted, topics)
    return tuple(topic.id for topic in topics) if named == () else named or ()


def bound_answer(call: Call, chat: Chat, topics: tuple[str, ...], *, target: str) -> Answer:
    view = call.view
    names = ", ".join(view.topic(each) for each in topics)
    words = (
        key("This thread gets: {topics}.") if chat.thread_id else key("{where} gets: {topics}.")
    )
    line = call.texts.sentence(words, where=_where(call, chat), topics=names)
    settings = Button(call.texts.say("Settings"), data=press(Verb.SETTINGS, target, ""))
    undo = Button(call.texts.say("Undo"), data=press(Verb.UNBIND, target))
    explain = Button(
        call.texts.say("Post how to read it"), data=press(Verb.FIRST_POST, target, "signs")
    )
    newest = Button(
        call.texts.say("Post the newest story"), data=press(Verb.FIRST_POST, target, "story")
    )
    first = [[explain], [newest]] if chat.kind is ChatKind.CHANNEL else []
    return answer_line(line, *first, [settings, undo])


async def first_post_pressed(call: Call, press: Press) -> Answer | None:
    """Post to a bound channel at once: how to read its posts, or the newest story."""
    chat = await own_chat(call, press.first)
    if chat is None:
        return explain_usage(call)
    topics = [each for each in await _bound_topics(call, chat) if each]
    promised: Delivery | None
    if press.last == "signs":
        names = [call.view_of(chat).topic(each) for each in topics]
        promised = first_post(chat, names, call.now)
    else:
        promised = newest_story(chat, await _newest_of(call, topics), call.now)
        if promised is None:
            return toast(text_of([nothing_yet(call.services.feeds_stand(), call.view)]))
    recorded = await call.store.record_deliveries([promised])
    words = key("On its way.") if recorded else key("It is there already.")
    return toast(call.texts.say(words))


async def _newest_of(call: Call, topics: Iterable[str]) -> list[Story]:
    """Return the newest stories of these topics, the newest first."""
    found = [await call.store.latest_stories(topic=each, limit=_NEWEST) for each in topics]
    return sorted(chain(*found), key=lambda story: story.updated, reverse=True)


_NEWEST = 3
"""Stories of a topic that are looked at: of the first everything may have been taken back."""


async def _bound_topics(call: Call, chat: Chat) -> tuple[str, ...]:
    mine = await call.store.subscriptions(chat.id, chat.thread_id)
    return tuple(each.value for each in mine if each.kind is SubscriptionKind.TOPIC)


def _where(call: Call, chat: Chat) -> str:
    return chat.title or call.texts.say("this chat")


def _not_yours(call: Call, name: str) -> Answer:
    words = key(
        "I cannot see that you are an admin of {name}. Add me there first, then ask again."
    )
    return answer_line(call.texts.sentence(words, name=name))

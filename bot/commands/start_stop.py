"""Coming, choosing what to get, asking for help, and going."""

from dataclasses import replace

from bot.commands import binding
from bot.commands import story_reading as stories
from bot.commands.services import Call, said, told, wrong
from bot.core.chat.callback_data import Press, Verb, phrase_of, press, whole
from bot.core.delivery.messages import Answer, Button
from bot.core.renderer.help_pages import choice_made, privacy_page, start_page
from bot.core.types import Alerts, Subscription, SubscriptionKind


async def start(call: Call) -> Answer | None:
    """`/start`, or a deep link: `s42` a story, `k_words` a phrase to track, `bind` a group."""
    payload = call.arguments
    if call.is_private:
        await call.store.resume_chat(call.chat.id)
    if payload == "bind":
        return (
            await binding.bind_here(call) if not call.is_private else told(start_page(call.view))
        )
    if phrase := phrase_of(payload):
        return _proposed(call, phrase)
    if payload.startswith("s") and whole(payload[1:]) >= 0:
        return await stories.timeline_of(call, whole(payload[1:]))
    return await _begun(call)


async def _begun(call: Call) -> Answer:
    """Who had stopped the bot begins again, with all as it was."""
    stopped = call.known and not call.chat.active
    back = stopped and await call.is_chat_admin()
    if back:
        await call.ready_chat()
    return told(start_page(call.view, back=back))


async def choose(call: Call, press: Press) -> Answer | None:
    """The buttons under /start: what to get, or another language."""
    if press.first in call.services.texts:
        await call.store.record_chat(replace(call.chat, language=press.first))
        speaking = replace(call, chat=replace(call.chat, language=press.first))
        return told(start_page(speaking.view), edit=True)
    if press.first not in tuple(Alerts):
        return wrong(call)
    alerts = Alerts(press.first)
    digest = "08:00" if alerts is Alerts.DIGEST and call.chat.digest == "off" else call.chat.digest
    chat = replace(await call.ready_chat(), alerts=alerts, digest=digest)
    await call.store.record_chat(chat)
    topics = call.services.catalog().topics
    for topic in topics:
        kind = SubscriptionKind.TOPIC
        await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, topic.id))
    view = call.view_of(chat)
    names = ", ".join(view.topic(topic.id) for topic in topics)
    return told(choice_made(chat, names, view), edit=True)


async def privacy(call: Call) -> Answer | None:
    return told(privacy_page(call.view))


async def stop(call: Call) -> Answer | None:
    """Settings and what is followed stay, for the day the person returns."""
    if call.known and call.chat.active:
        await call.store.record_chat(replace(call.chat, active=False))
    line = call.texts.sentence("No more messages. What you follow is kept; /start begins again.")
    undo = Button(call.texts.say("Undo"), data=press(Verb.STOP))
    return said(line, [undo])


async def stop_pressed(call: Call, press: Press) -> Answer | None:
    """Undo of /stop."""
    await call.ready_chat()
    return Answer(
        message=said(call.texts.sentence("Welcome back; all is as it was.")).message, edit=True
    )


async def forget_me(call: Call) -> Answer | None:
    """Everything at once, with no way back: that is what was asked for."""
    await call.store.forget_chat(call.chat.id, call.chat.thread_id)
    return said(call.texts.sentence("Deleted: settings, what you followed, all of it. Farewell."))


async def words(call: Call) -> Answer | None:
    """Plain words in a private chat: perhaps a search, perhaps something to follow."""
    text = " ".join(call.update.text.split())
    if not call.is_private or not text or text.startswith("/"):
        return None
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
    if not buttons and len(text) <= stories.LONGEST_SEARCH:
        return await stories.found(call, text)
    if not buttons:
        return said(call.texts.sentence("That is long. /search and /track take a few words."))
    return said(call.texts.sentence("What shall I do with these words?"), buttons)


def _proposed(call: Call, phrase: str) -> Answer:
    data = press(Verb.TRACK, phrase)
    if not data:
        return told(start_page(call.view))
    line = call.texts.sentence("Follow news with the words “{phrase}”?", phrase=phrase)
    return said(line, [Button(call.texts.say("Follow"), data=data)])

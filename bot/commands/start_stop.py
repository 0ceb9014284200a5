"""Starting, choosing alerts, privacy, stopping, and plain words."""

from dataclasses import replace

from bot.commands import binding, story_reading
from bot.commands.services import Call, answer_line, explain_usage, show
from bot.core.chat.callback_data import Press, Verb, parse_number, parse_phrase_payload, press
from bot.core.chat.preferences import with_digest
from bot.core.delivery.messages import Answer, Button
from bot.core.renderer.help_pages import choice_page, privacy_page, start_page
from bot.core.types import Alerts, Subscription, SubscriptionKind


async def start(call: Call) -> Answer | None:
    """Answer `/start`, or a deep link: `s42` a story, `k_words` a phrase, `bind` a group."""
    payload = call.arguments
    if call.is_private:
        await call.store.resume_chat(call.chat.id)
    if payload == "bind":
        return (
            await binding.bind_here(call) if not call.is_private else show(start_page(call.view))
        )
    if phrase := parse_phrase_payload(payload):
        return _propose(call, phrase)
    if payload.startswith("s") and parse_number(payload[1:]) >= 0:
        return await story_reading.timeline_of(call, parse_number(payload[1:]))
    return await _begin(call)


async def _begin(call: Call) -> Answer:
    """Welcome a person; one who had stopped the bot continues as before."""
    stopped = call.known and not call.chat.active
    back = stopped and await call.is_chat_admin()
    if back:
        await call.ready_chat()
    return show(start_page(call.view, back=back))


async def choice_pressed(call: Call, press: Press) -> Answer | None:
    """Answer a button under /start: which alerts, or another language."""
    if press.first in call.services.texts:
        await call.store.record_chat(replace(call.chat, language=press.first))
        translated = replace(call, chat=replace(call.chat, language=press.first))
        return show(start_page(translated.view), edit=True)
    if press.first not in tuple(Alerts):
        return explain_usage(call)
    alerts = Alerts(press.first)
    digest = with_digest(call.chat.digest, alerts)
    chat = replace(await call.ready_chat(), alerts=alerts, digest=digest)
    await call.store.record_chat(chat)
    topics = call.services.catalog().topics
    for topic in topics:
        kind = SubscriptionKind.TOPIC
        await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, topic.id))
    view = call.view_of(chat)
    names = ", ".join(view.topic(topic.id) for topic in topics)
    return show(choice_page(chat, names, view), edit=True)


async def privacy(call: Call) -> Answer | None:
    return show(privacy_page(call.view))


async def stop(call: Call) -> Answer | None:
    """Stop all messages; settings and subscriptions stay for the person's return."""
    if call.known and call.chat.active:
        await call.store.record_chat(replace(call.chat, active=False))
    line = call.texts.sentence(
        "No more messages. Your subscriptions are kept; /start resumes them."
    )
    undo = Button(call.texts.say("Undo"), data=press(Verb.STOP))
    return answer_line(line, [undo])


async def stop_pressed(call: Call, press: Press) -> Answer | None:
    """Undo /stop."""
    await call.ready_chat()
    return Answer(
        message=answer_line(
            call.texts.sentence("Welcome back. Everything is as you left it.")
        ).message,
        edit=True,
    )


async def forget_me(call: Call) -> Answer | None:
    """Delete everything about the chat at once, without an Undo."""
    await call.store.forget_chat(call.chat.id, call.chat.thread_id)
    return answer_line(call.texts.sentence("All data about this chat is deleted."))


def _propose(call: Call, phrase: str) -> Answer:
    data = press(Verb.TRACK, phrase)
    if not data:
        return show(start_page(call.view))
    line = call.texts.sentence("Follow news with the words “{phrase}”?", phrase=phrase)
    return answer_line(line, [Button(call.texts.say("Follow"), data=data)])

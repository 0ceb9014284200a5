"""`isswire doctor --chat`: one message with everything a post uses: posted, edited, deleted."""

from datetime import UTC, datetime

from bot.app.finding import Finding
from bot.chats.telegram import Telegram
from bot.core.delivery.messages import Button, Edit, Message, Send
from bot.core.delivery.outbox import SendResult, Sent, Unknown
from bot.errors import BotError

_PAGE = "https://www.nasa.gov/international-space-station/"


async def tried(telegram: Telegram, name: str) -> list[Finding]:
    """Try a message in a chat; return what worked and what did not."""
    try:
        chat = await telegram.chat(name if name.startswith("@") else int(name))
    except (BotError, ValueError) as error:
        return [Finding("chat", f"{name}: {error}", "name it like @channel, or by its number")]
    if chat is None:
        return [Finding("chat", name, "there is no such chat, or the bot is not in it")]
    posted = await telegram.send(Send(chat.id, _message("posted"), silent=True))
    if not isinstance(posted, Sent):
        return [Finding("post", f"{name}: {_why(posted)}", "make the bot an admin who may post")]
    edited = await telegram.send(Edit(chat.id, posted.message_id, _message("edited")))
    deleted = await telegram.delete(chat.id, posted.message_id)
    uses = "date, quote, button, preview"
    return [
        Finding("post", f"message {posted.message_id} in {name}: {uses}"),
        Finding("edit", "done")
        if isinstance(edited, Sent)
        else Finding("edit", _why(edited), "posts would stay as they were sent: report it"),
        Finding("delete", "done")
        if not deleted
        else Finding("delete", deleted, f"delete message {posted.message_id} by hand"),
    ]


def _message(step: str) -> Message:
    """Return a message that uses what posts use."""
    now = int(datetime.now(UTC).timestamp())
    html = (
        f'<b><a href="{_PAGE}">isswire tries this chat</a></b>\n'
        f"{step}, and deleted in a moment\n"
        "<blockquote expandable>what posts keep in a closed quote\n"
        f'<tg-time unix="{now}" format="wt">today</tg-time>\n&lt;markup&gt; is shown as it is\n'
        "and so on</blockquote>"
    )
    button = Button("A button", url=_PAGE)
    return Message(html, ((button,),), preview_url=_PAGE)


def _why(result: SendResult) -> str:
    if isinstance(result, Unknown):
        return f"no answer: {result.reason}"
    return str(getattr(result, "reason", "")) or type(result).__name__.lower()

"""Messages to people, and updates from them, free of Telegram's types."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button with exactly one of `data` (a callback, at most 64 bytes), `url` and `inline`
    (starts an inline query).
    """

    text: str
    data: str | None = None
    url: str | None = None
    inline: str | None = None
    style: str = ""
    """`danger` or `primary`: red or blue, where a client knows it (Bot API 9.4)."""


@dataclass(frozen=True, slots=True)
class Message:
    """HTML that a strict Bot API takes: values escaped, at most 4096 UTF-16 units of text."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview_url: str | None = None
    """The page whose preview is shown; None: no preview."""
    large_preview: bool = False
    preview_above: bool = False
    """Show the preview, a picture, above the text."""
    plain: str = ""
    """The same without markup, for when Telegram cannot read the entities."""
    picture: bytes = b""
    """PNG or JPEG sent with the text as its caption (at most 1024 UTF-16 units); never edited."""


@dataclass(frozen=True, slots=True)
class Send:
    chat_id: int
    message: Message
    thread_id: int = 0
    reply_to: int | None = None
    silent: bool = False
    plain: bool = False
    only_to: int = 0
    """The user who alone may see it, in a group; 0: everybody there."""
    callback_id: str = ""
    """The press it answers, if only that user may see it."""


@dataclass(frozen=True, slots=True)
class Edit:
    chat_id: int
    message_id: int
    message: Message
    plain: bool = False
    only_to: int = 0
    """The user who alone sees the message: `message_id` counts those of that user."""


@dataclass(frozen=True, slots=True)
class Update:
    """Something a person did, free of Telegram's types. Made by bot.chats, answered by
    bot.commands.
    """

    id: int
    chat_id: int
    chat_kind: str
    chat_title: str = ""
    chat_username: str | None = None
    thread_id: int = 0
    user_id: int = 0
    """0 for a channel's post or an anonymous admin."""
    language: str = ""
    """The person's Telegram language."""
    command: str = ""
    """`latest` for `/latest@bot 5`."""
    arguments: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    """Addresses in a message's text or under its words."""
    is_media: bool = False
    """A sticker, a picture, a voice message, or the like."""
    message_id: int | None = None
    ephemeral_id: int | None = None
    """Of a message that only this person and the bot can see, instead of `message_id`."""
    reply_to: int | None = None
    """Id of the message that the person replies to."""
    callback_id: str = ""
    callback_data: str = ""
    inline_id: str = ""
    inline_query: str = ""
    membership: str = ""
    """For my_chat_member: the bot's new status in the chat (member, administrator, left, kicked,
    restricted).
    """
    migrated_to: int | None = None
    is_edit: bool = False
    is_forward: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an update: a new message, or an `edit` of the one whose button was pressed."""

    message: Message | None = None
    edit: bool = False
    only_to_asker: bool = False
    """In a group: for the one who has pressed alone, where Telegram can."""
    notice: str = ""
    """The short text of a callback answer."""
    alert: bool = False
    results: tuple["InlineResult", ...] = ()
    above: "AboveResults | None" = None


@dataclass(frozen=True, slots=True)
class InlineResult:
    id: str
    title: str
    description: str
    message: Message


@dataclass(frozen=True, slots=True)
class AboveResults:
    """What stands above the results of an inline query; it leads to the bot, with a payload."""

    text: str
    payload: str


Outgoing = Send | Edit

"""What a running bot is made of, opened in order and closed in reverse."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import plots
from bot.app.clock import wall_clock
from bot.app.intake import Clock, Intake, Manners, edition_of, opened_intake
from bot.app.logs import counted_errors
from bot.app.supervisor import Keeper
from bot.catalog import load_catalog
from bot.catalog.changes import changes, details
from bot.chats.telegram import Telegram, talking
from bot.commands import Commands
from bot.commands.context import Desk
from bot.core.delivery.messages import Answer, Update
from bot.core.delivery.outbox import Never, SendResult, Sent, Worded
from bot.core.delivery.pacing import LIMITS, Limits
from bot.core.editing.editor_actions import Acted, Decide, Refusal
from bot.core.lang.i18n import Texts
from bot.core.lang.typed_words import Words
from bot.core.reasons import said
from bot.core.reasons.notices import AdminNotice
from bot.core.renderer.daily_stats import Days
from bot.core.types import Catalog, Channel, Chat, Delivery, Reason
from bot.errors import BotError, ConfigError
from bot.ingest.poll import Polled
from bot.locale import FOLDER
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from bot.sender.compose import Wording
from bot.sender.sender import Pusher
from bot.settings import Settings
from bot.web.metrics import Metrics

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """How a process differs from the plain one: the demo's clock, pace and manners."""

    clock: Clock = wall_clock
    limits: Limits = LIMITS
    manners: Manners | None = None
    watch_polls: Callable[[Polled], None] | None = None
    watch_sends: Callable[[Delivery, SendResult], None] | None = None
    languages: Path = FOLDER
    """Where the languages lie."""


@dataclass
class Parts(Intake):
    """Everything one process of the bot holds open."""

    metrics: Metrics
    texts: Mapping[str, Texts]
    words: Words
    keeper: Keeper
    stop: asyncio.Event
    starts_over: bool = False
    """`stop` is set because the clock was put right, not to end the process."""
    catalog_refused: bool = False
    """The newest feeds.yaml is not in force: it is wrong."""
    settled_channels: tuple[Channel, ...] | None = None
    """The catalog's channels as last found and subscribed."""
    _telegram: Telegram | None = None
    _commands: Commands | None = None
    _pusher: Pusher | None = None

    @property
    def telegram(self) -> Telegram:
        assert self._telegram is not None  # noqa: S101  # `opened` has set it
        return self._telegram

    @property
    def pusher(self) -> Pusher:
        assert self._pusher is not None  # noqa: S101  # `opened` has set it
        return self._pusher

    def end_for_good(self) -> None:
        """Stop everything, though it may have been about to start over."""
        self.starts_over = False
        self.stop.set()

    def end(self, reason: str) -> None:
        """End the process for a reason that a restart will not mend."""
        self.keeper.give_up(ConfigError(reason))

    async def take_over(self, catalog: Catalog) -> tuple[Reason, ...]:
        """Put a new catalog in force; what it changes, in a line, and a line for each thing."""
        all_in_all = AdminNotice.TAKEN_OVER(changes=changes(self.catalog, catalog))
        told = (all_in_all, *details(self.catalog, catalog))
        self.newsdesk.edition = await asyncio.to_thread(edition_of(catalog).compiled)
        self.polls.withdraw()
        return told

    async def reload(self) -> tuple[Reason, ...]:
        """Read feeds.yaml again, as an admin asks; what changed, or why it is refused."""
        allow_private = self.settings.allow_private
        try:
            path = self.settings.feeds_file
            catalog = await asyncio.to_thread(load_catalog, path, allow_private=allow_private)
        except ConfigError as error:
            return refused_catalog(error)
        return await self.take_over(catalog)

    def admits(self, update: Update) -> bool:
        return self._commands is not None and self._commands.admits(update)

    async def answer(self, update: Update) -> Answer | None:
        return await self._commands.answer(update) if self._commands else None


def refused_catalog(error: ConfigError) -> tuple[Reason, ...]:
    """What is wrong with a feeds.yaml, a line each."""
    return (AdminNotice.REFUSED_CATALOG(), *map(said, str(error).splitlines()))


@asynccontextmanager
async def opened(
    settings: Settings, catalog: Catalog, stage: Stage | None = None
) -> AsyncIterator[Parts]:
    """Open everything `run` and the demo need. Raises ConfigError or StorageError."""
    stage = stage or Stage()
    async with AsyncExitStack() as stack:
        parts = await _parts(stack, settings, catalog, stage)
        await asyncio.to_thread(parts.newsdesk.edition.compiled)
        parts._telegram = await stack.enter_async_context(
            talking(
                token=settings.token,
                api_url=settings.api_url,
                on_update=parts.answer,
                admits=parts.admits,
                on_fatal=parts.end,
            )
        )
        wording = _wording(parts)
        parts._commands = Commands(_desk(parts, wording))
        parts._pusher = _pusher(parts, wording, stage)
        yield parts


async def _parts(
    stack: AsyncExitStack, settings: Settings, catalog: Catalog, stage: Stage
) -> Parts:
    metrics = Metrics()
    stack.enter_context(counted_errors(metrics.failed))

    def polled(poll: Polled) -> None:
        metrics.polled(poll.outcome, new=poll.new, matched=poll.matched, stories=poll.stories)
        if stage.watch_polls:
            stage.watch_polls(poll)

    intake = await opened_intake(
        stack, settings, catalog, polled=polled, clock=stage.clock, manners=stage.manners
    )
    stop = asyncio.Event()
    return Parts(
        intake.settings,
        intake.clock,
        intake.store,
        intake.newsdesk,
        intake.polls,
        intake.holder,
        metrics,
        load_texts(stage.languages),
        load_words(stage.languages),
        Keeper(stop),
        stop,
    )


def _wording(parts: Parts) -> Wording:
    return Wording(
        store=parts.store,
        catalog=lambda: parts.catalog,
        texts=parts.texts,
        failing=parts.polls.failing_parties,
        bot=lambda: parts.telegram.username,
    )


async def _picture(days: Days, texts: Texts) -> bytes:
    return await asyncio.to_thread(plots.drawn, days, texts) if plots.is_possible() else b""


def _desk(parts: Parts, wording: Wording) -> Desk:
    async def find_chat(name: str) -> Chat | None:
        return await parts.telegram.chat(name)

    async def may_post(chat_id: int) -> bool:
        try:
            return parts.telegram.id in await parts.telegram.administrators(chat_id)
        except BotError:
            return False

    async def edit(
        decide: Decide, stories: Sequence[str], *, telling: bool = False
    ) -> Acted | Refusal:
        now = parts.clock()
        edited = await parts.newsdesk.edit(decide, stories=stories, now=now, telling=telling)
        parts.polls.promised.set()
        return edited

    return Desk(
        store=parts.store,
        catalog=wording.catalog,
        texts=parts.texts,
        words=parts.words,
        now=parts.clock,
        failing=wording.failing,
        is_admin=parts.telegram.is_admin,
        admins=parts.settings.admins,
        bot=lambda: parts.telegram.username,
        find_chat=find_chat,
        may_post=may_post,
        reload=parts.reload,
        edit=edit,
        draw=_picture,
    )


def _pusher(parts: Parts, wording: Wording, stage: Stage) -> Pusher:
    async def word(delivery: Delivery) -> Worded | Never | None:
        try:
            return await wording.worded(delivery, parts.clock())
        except BotError:
            raise
        except Exception:  # one story that breaks us must not hold up all others
            logger.exception("not worded delivery=%s", delivery.id)
            return Never("it cannot be put into words: see the log")

    def settled(delivery: Delivery, result: SendResult) -> None:
        lateness = parts.clock() - delivery.created if isinstance(result, Sent) else None
        parts.metrics.answered(type(result).__name__.lower(), lateness)
        if isinstance(result, Never) and result.markup:
            parts.metrics.fell_back()
        if stage.watch_sends:
            stage.watch_sends(delivery, result)

    return Pusher(
        store=parts.store,
        word=word,
        send=parts.telegram.send,
        clock=parts.clock,
        holder=parts.holder,
        promised=parts.polls.promised,
        limits=stage.limits,
        observe=settled,
        admins=parts.settings.admins,
    )

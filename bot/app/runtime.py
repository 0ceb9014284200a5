"""What a running bot is made of, opened in order and closed in reverse."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import plots
from bot.app.clock import wall_clock
from bot.app.intake import Clock, Intake, Manners, opened_intake, ruleset_of
from bot.app.logs import counted_errors
from bot.app.supervisor import Supervisor
from bot.catalog import CatalogError, load_catalog
from bot.catalog.changes import changes, details
from bot.chats.telegram import Telegram, talking
from bot.commands import Commands
from bot.commands.services import Services
from bot.core.delivery.messages import Answer, Update
from bot.core.delivery.outbox import Never, SendResult, Sent, Worded
from bot.core.delivery.pacing import LIMITS, Limits
from bot.core.editing.editor_actions import Acted, Decide, Refusal
from bot.core.lang.i18n import Texts
from bot.core.lang.typed_words import TypedWords
from bot.core.reasons import verbatim
from bot.core.reasons.notices import AdminNotice
from bot.core.renderer.daily_stats import Days
from bot.core.types import Catalog, Channel, Chat, Delivery, Reason
from bot.errors import BotError, ConfigError
from bot.ingest.poll import Polled
from bot.locale import FOLDER
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from bot.sender.compose import Composer
from bot.sender.sender import Sender
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
class Runtime(Intake):
    """Everything one process of the bot holds open."""

    metrics: Metrics
    texts: Mapping[str, Texts]
    words: TypedWords
    supervisor: Supervisor
    stop: asyncio.Event
    starts_over: bool = False
    """`stop` is set because the clock was put right, not to end the process."""
    catalog_refused: bool = False
    """The newest feeds.yaml is not in force: it is wrong."""
    settled_channels: tuple[Channel, ...] | None = None
    """The catalog's channels as last found and subscribed."""
    _telegram: Telegram | None = None
    _commands: Commands | None = None
    _sender: Sender | None = None

    @property
    def telegram(self) -> Telegram:
        assert self._telegram is not None  # noqa: S101  # `opened` has set it
        return self._telegram

    @property
    def sender(self) -> Sender:
        assert self._sender is not None  # noqa: S101  # `opened` has set it
        return self._sender

    def end_for_good(self) -> None:
        """Stop everything, though it may have been about to start over."""
        self.starts_over = False
        self.stop.set()

    def end(self, reason: str) -> None:
        """End the process for a reason that a restart will not mend."""
        self.supervisor.give_up(ConfigError(reason))

    async def take_over(self, catalog: Catalog) -> tuple[Reason, ...]:
        """Put a new catalog in force; what it changes, in a line, and a line for each thing."""
        all_in_all = AdminNotice.TAKEN_OVER(changes=changes(self.catalog, catalog))
        told = (all_in_all, *details(self.catalog, catalog))
        self.ingest.ruleset = await asyncio.to_thread(ruleset_of(catalog).compiled)
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
    if isinstance(error, CatalogError):
        return (AdminNotice.REFUSED_CATALOG(), *error.problems)
    return (AdminNotice.REFUSED_CATALOG(), verbatim(str(error)))


@asynccontextmanager
async def opened(
    settings: Settings, catalog: Catalog, stage: Stage | None = None
) -> AsyncIterator[Runtime]:
    """Open everything `run` and the demo need. Raises ConfigError or StorageError."""
    stage = stage or Stage()
    async with AsyncExitStack() as stack:
        runtime = await _runtime(stack, settings, catalog, stage)
        await asyncio.to_thread(runtime.ingest.ruleset.compiled)
        runtime._telegram = await stack.enter_async_context(
            talking(
                token=settings.token,
                api_url=settings.api_url,
                on_update=runtime.answer,
                admits=runtime.admits,
                on_fatal=runtime.end,
            )
        )
        composer = _composer(runtime)
        runtime._commands = Commands(_services(runtime, composer))
        runtime._sender = _sender(runtime, composer, stage)
        yield runtime


async def _runtime(
    stack: AsyncExitStack, settings: Settings, catalog: Catalog, stage: Stage
) -> Runtime:
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
    return Runtime(
        intake.settings,
        intake.clock,
        intake.store,
        intake.ingest,
        intake.polls,
        intake.holder,
        metrics,
        load_texts(stage.languages),
        load_words(stage.languages),
        Supervisor(stop),
        stop,
    )


def _composer(runtime: Runtime) -> Composer:
    return Composer(
        store=runtime.store,
        catalog=lambda: runtime.catalog,
        texts=runtime.texts,
        failing=runtime.polls.failing_parties,
        bot=lambda: runtime.telegram.username,
    )


async def _picture(days: Days, texts: Texts) -> bytes:
    return await asyncio.to_thread(plots.drawn, days, texts) if plots.is_possible() else b""


def _services(runtime: Runtime, composer: Composer) -> Services:
    async def find_chat(name: str) -> Chat | None:
        return await runtime.telegram.chat(name)

    async def may_post(chat_id: int) -> bool:
        try:
            return runtime.telegram.id in await runtime.telegram.administrators(chat_id)
        except BotError:
            return False

    async def edit(
        decide: Decide, stories: Sequence[str], *, telling: bool = False
    ) -> Acted | Refusal:
        now = runtime.clock()
        edited = await runtime.ingest.edit(decide, stories=stories, now=now, telling=telling)
        runtime.polls.promised.set()
        return edited

    return Services(
        store=runtime.store,
        catalog=composer.catalog,
        texts=runtime.texts,
        words=runtime.words,
        now=runtime.clock,
        failing=composer.failing,
        is_admin=runtime.telegram.is_admin,
        admins=runtime.settings.admins,
        bot=lambda: runtime.telegram.username,
        find_chat=find_chat,
        may_post=may_post,
        reload=runtime.reload,
        edit=edit,
        draw=_picture,
    )


def _sender(runtime: Runtime, composer: Composer, stage: Stage) -> Sender:
    async def word(delivery: Delivery) -> Worded | Never | None:
        try:
            return await composer.worded(delivery, runtime.clock())
        except BotError:
            raise
        except Exception:  # one story that breaks us must not hold up all others
            logger.exception("not worded delivery=%s", delivery.id)
            return Never("it cannot be put into words: see the log")

    def settled(delivery: Delivery, result: SendResult) -> None:
        lateness = runtime.clock() - delivery.created if isinstance(result, Sent) else None
        runtime.metrics.answered(type(result).__name__.lower(), lateness)
        if isinstance(result, Never) and result.markup:
            runtime.metrics.fell_back()
        if stage.watch_sends:
            stage.watch_sends(delivery, result)

    return Sender(
        store=runtime.store,
        word=word,
        send=runtime.telegram.send,
        clock=runtime.clock,
        holder=runtime.holder,
        promised=runtime.polls.promised,
        limits=stage.limits,
        observe=settled,
        admins=runtime.settings.admins,
    )

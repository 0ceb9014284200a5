"""The parts of a running bot, opened in order and closed in reverse."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from bot import plots
from bot.app.clock import wall_clock
from bot.app.feed_reader import Manners
from bot.app.intake import Clock, Intake, opened_intake
from bot.app.logs import counted_errors
from bot.app.supervisor import Supervisor
from bot.chats.telegram import Telegram, talking
from bot.chats.updates import Updates
from bot.commands import Commands
from bot.commands.services import Services
from bot.core.delivery.outbox import Never, SendResult, Sent, Worded
from bot.core.delivery.pacing import LIMITS, Limits
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal
from bot.core.lang.i18n import Texts
from bot.core.lang.typed_words import TypedWords
from bot.core.reasons.send_failures import SendFailure
from bot.core.renderer.daily_stats import Days
from bot.core.translation.faithful import Checks
from bot.core.types import Catalog, Channel, Chat, Delivery
from bot.errors import BotError, ConfigError
from bot.ingest.poll import Polled
from bot.locale import FOLDER
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from bot.rules.entity_rules import load_entities
from bot.sender.compose import Composer
from bot.sender.line_watch import LineWatch
from bot.sender.sender import Sender
from bot.sender.translations import Translations
from bot.settings import Settings
from bot.translate.translator import translating
from bot.web.metrics import Metrics

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the demo and tests change in a process: clock, pace, manners, observers."""

    clock: Clock = wall_clock
    limits: Limits = LIMITS
    manners: Manners | None = None
    watch_polls: Callable[[Polled], None] | None = None
    watch_sends: Callable[[Delivery, SendResult], None] | None = None
    languages: Path = FOLDER
    """The folder of the languages."""


@dataclass
class Runtime(Intake):
    """Everything one process of the bot holds open; complete when it is made."""

    metrics: Metrics
    texts: Mapping[str, Texts]
    words: TypedWords
    telegram: Telegram
    commands: Commands
    updates: Updates
    """What people do in chats: polled, or fed by the webhook."""
    sender: Sender
    supervisor: Supervisor
    stop: asyncio.Event
    starts_over: bool = False
    """`stop` is set because the clock was corrected, not to end the process."""
    catalog_refused: bool = False
    """The newest feeds.yaml is invalid and not in force."""
    settled_channels: tuple[Channel, ...] | None = None
    """The catalog's channels when all were last found and subscribed."""

    def end_for_good(self) -> None:
        """Stop everything, even if the bot was about to start over."""
        self.starts_over = False
        self.stop.set()

    def end(self, reason: str) -> None:
        """End the process for a reason that a restart will not fix."""
        self.supervisor.give_up(ConfigError(reason))


@asynccontextmanager
async def opened(
    settings: Settings, catalog: Catalog, stage: Stage | None = None
) -> AsyncIterator[Runtime]:
    """Open everything `run` and the demo need. Raises ConfigError or StorageError."""
    stage = stage or Stage()
    metrics, stop = Metrics(), asyncio.Event()
    texts, words = load_texts(stage.languages), load_words(stage.languages)
    async with AsyncExitStack() as stack:
        stack.enter_context(counted_errors(metrics.failed))
        intake = await opened_intake(
            stack,
            settings,
            catalog,
            polled=_counted_polls(metrics, stage),
            clock=stage.clock,
            manners=stage.manners,
        )
        await asyncio.to_thread(intake.ingest.ruleset.compiled)
        telegram = await stack.enter_async_context(
            talking(token=settings.token, api_url=settings.api_url, proxy=settings.telegram_proxy)
        )
        translations = await _translations(stack, intake, words)
        composer = _composer(intake, telegram, texts, translations)
        sender = _sender(intake, telegram, composer, metrics, stage)
        commands = Commands(_services(intake, telegram, composer, words, sender.line))
        yield Runtime(
            **{each.name: getattr(intake, each.name) for each in fields(intake)},
            metrics=metrics,
            texts=texts,
            words=words,
            telegram=telegram,
            commands=commands,
            updates=_updates(telegram, commands),
            sender=sender,
            supervisor=Supervisor(stop),
            stop=stop,
        )


def _updates(telegram: Telegram, commands: Commands) -> Updates:
    answer, admits, turned_away = commands.answer, commands.admits, commands.turned_away
    return Updates(telegram, answer, admits=admits, turned_away=turned_away)


def _counted_polls(metrics: Metrics, stage: Stage) -> Callable[[Polled], None]:
    def polled(poll: Polled) -> None:
        metrics.polled(poll.outcome, new=poll.new, matched=poll.matched, stories=poll.stories)
        if stage.watch_polls:
            stage.watch_polls(poll)

    return polled


async def _translations(
    stack: AsyncExitStack, intake: Intake, words: TypedWords
) -> Translations | None:
    """Open the translator; None if the operator has named none, and nothing is sent anywhere."""
    settings = intake.settings
    if not settings.translate_url:
        return None
    key, model = settings.translate_key, settings.translate_model
    opening = translating(settings.translate_url, key=key, model=model)
    translator = await stack.enter_async_context(opening)
    checks = Checks(await asyncio.to_thread(load_entities), words.months)
    return Translations(
        store=intake.store,
        ask=translator.translation,
        check=checks.shown,
        budget=settings.translate_budget,
    )


def _composer(
    intake: Intake,
    telegram: Telegram,
    texts: Mapping[str, Texts],
    translations: Translations | None,
) -> Composer:
    return Composer(
        store=intake.store,
        catalog=lambda: intake.catalog,
        texts=texts,
        failing=intake.polls.failing_parties,
        bot=lambda: telegram.username,
        pages=intake.settings.public_url,
        translations=translations,
        answered=intake.polls.answered,
    )


async def _picture(days: Days, texts: Texts) -> bytes:
    return await asyncio.to_thread(plots.drawn, days, texts) if plots.is_possible() else b""


def _services(
    intake: Intake, telegram: Telegram, composer: Composer, words: TypedWords, line: LineWatch
) -> Services:
    async def find_chat(name: str) -> Chat | None:
        return await telegram.chat(name)

    async def may_post(chat_id: int) -> bool:
        try:
            return telegram.id in await telegram.administrators(chat_id)
        except BotError:
            return False

    async def edit(
        decide: Decide, stories: Sequence[str], *, telling: bool = False
    ) -> ActOutcome | Refusal:
        now = intake.clock()
        edited = await intake.ingest.edit(decide, stories=stories, now=now, telling=telling)
        intake.polls.promised.set()
        return edited

    return Services(
        store=intake.store,
        catalog=composer.catalog,
        texts=composer.texts,
        words=words,
        now=intake.clock,
        failing=composer.failing,
        is_admin=telegram.is_admin,
        admins=intake.settings.admins,
        bot=lambda: telegram.username,
        pages=intake.settings.public_url,
        find_chat=find_chat,
        may_post=may_post,
        reload=intake.reload,
        edit=edit,
        draw=_picture,
        silent_since=lambda: line.down_since,
        feeds_stand=intake.polls.stand,
        answered=intake.polls.answered,
    )


def _sender(
    intake: Intake, telegram: Telegram, composer: Composer, metrics: Metrics, stage: Stage
) -> Sender:
    async def word(deliveries: Sequence[Delivery]) -> Sequence[Worded | Never | None]:
        return await _worded(composer, deliveries, intake.clock())

    def settled(delivery: Delivery, result: SendResult) -> None:
        lateness = intake.clock() - delivery.created if isinstance(result, Sent) else None
        metrics.answered(type(result).__name__.lower(), lateness)
        if isinstance(result, Never) and result.markup:
            metrics.fell_back()
        if stage.watch_sends:
            stage.watch_sends(delivery, result)

    return Sender(
        store=intake.store,
        word=word,
        send=telegram.send,
        clock=intake.clock,
        holder=intake.holder,
        line=LineWatch(telegram.answers, intake.clock),
        promised=intake.polls.promised,
        limits=stage.limits,
        observe=settled,
        admins=intake.settings.admins,
    )


async def _worded(
    composer: Composer, deliveries: Sequence[Delivery], now: datetime
) -> list[Worded | Never | None]:
    """Word deliveries; one story that breaks us must not hold up all others."""
    try:
        wording = await composer.wording(deliveries, now)
    except BotError:
        raise
    except Exception:
        if len(deliveries) == 1:
            return [_unworded(deliveries[0])]
        return [(await _worded(composer, [each], now))[0] for each in deliveries]
    found: list[Worded | Never | None] = []
    for each in deliveries:
        try:
            found.append(await wording.worded(each))
        except BotError:
            raise
        except Exception:
            found.append(_unworded(each))
        await asyncio.sleep(0)
    return found


def _unworded(delivery: Delivery) -> Never:
    logger.exception("not worded delivery=%s", delivery.id)
    return Never(SendFailure.NOT_WORDED())

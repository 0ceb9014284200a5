"""Killed at any moment: nothing lost, each chat in order, no copy that no lost answer explains."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from bot.core.types import DeliveryState
from storage.store import Store
from tests.forkserver import FORKSERVER
from tests.integration.promised import Figure, posts, promise, stories, story_id, with_chats
from tests.integration.storage.outbox_child import POINTS, Orders, fast_clock, send_until_killed

CHATS = [*range(1, 8), -1, -2, -3]
_LIFE = timedelta(days=365)
_OPEN = (
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
)


@dataclass
class Truth:
    """What the ledger says in the end, beside what may have gone wrong on the way."""

    promised: int
    kills: int
    interrupted: int
    """Attempts that were under way when a process was killed."""
    told: list[tuple[int, str]]
    ambiguous: int

    @property
    def lost(self) -> int:
        return self.promised - len(set(self.told))

    @property
    def repeated(self) -> int:
        return len(self.told) - len(set(self.told))

    @property
    def most_copies(self) -> int:
        return max(Counter(self.told).values())

    @property
    def inversions(self) -> int:
        """Messages that came after a later one of their chat; a copy counts by its first."""
        first = list(dict.fromkeys(self.told))
        later = 0
        for chat in CHATS:
            stories = [story for each, story in first if each == chat]
            later += sum(one > two for one, two in pairwise(stories))
        return later

    def __str__(self) -> str:
        return (
            f"L={self.lost} D={self.repeated} (amb={self.ambiguous} cut={self.interrupted}) "
            f"copies={self.most_copies} O={self.inversions} {self.kills} kills"
        )


async def _filled(url: str, each: int, alone: int) -> None:
    async with await Store.open(url) as store:
        await with_chats(store, *CHATS, stories=stories(each))
        now = fast_clock(time.time())()
        await promise(
            store,
            *(
                replace(
                    one,
                    created=now,
                    not_before=now,
                    expires=now + _LIFE,
                    in_catch_up=int(one.story, 16) > alone,
                )
                for one in posts(CHATS, each)
            ),
        )


async def _sizes(url: str) -> dict[DeliveryState, int]:
    async with await Store.open(url) as store:
        return await store.queue_sizes()


def _end(orders: Orders, seconds: float) -> None:
    """One process from start to SIGKILL, by itself or after so many seconds."""
    with _alive(orders) as child:
        child.join(seconds)


@contextmanager
def _alive(orders: Orders) -> Iterator[ForkServerProcess]:
    """A process that sends; killed at the end."""
    child = FORKSERVER.Process(target=send_until_killed, args=(orders,))
    child.start()
    try:
        yield child
    finally:
        child.kill()
        child.join(30)
        child.close()


def killed_until_sent(
    url: str,
    ledger: Path,
    *,
    each: int,
    kills: int,
    seed: int,
    away: tuple[float, float] = (0, 0),
    alone: int = 1000,
    beside: bool = False,
) -> Truth:
    """Promise, then start and kill senders; the last one may finish. Of each chat's stories those
    beyond `alone` go into catch-up messages. `beside` another that nobody kills.
    """
    asyncio.run(_filled(url, each, alone))
    chance = random.Random(seed)
    began = time.time()
    steady = Orders(url, ledger, began, seed, ambiguous=0.05, away=away)
    with _alive(steady) if beside else nullcontext():
        killed, interrupted = _kill_until_sent(steady, chance, kills, life=0.4 if beside else 5)
    lines = [line.split() for line in ledger.read_text().splitlines()]
    stories = [(int(chat), story) for chat, words, _ in lines for story in words.split("+")]
    return Truth(
        promised=each * len(CHATS),
        kills=killed,
        interrupted=interrupted,
        told=stories,
        ambiguous=sum(words.count("+") + 1 for _, words, answer in lines if answer == "lost"),
    )


def _kill_until_sent(
    like: Orders, chance: random.Random, kills: int, *, life: float
) -> tuple[int, int]:
    """Return how many were killed, and how many attempts were under way then."""
    interrupted, killed = 0, 0
    while not (sizes := asyncio.run(_sizes(like.url))).keys().isdisjoint(_OPEN):
        assert time.time() - like.began < 1700, f"never done: {sizes}"
        point = chance.choice(POINTS) if killed < kills else ""
        seed, after = chance.randrange(10**9), chance.randint(0, 12)
        orders = replace(like, seed=seed, point=point, after=after)
        _end(orders, chance.uniform(0.1, 0.6) if not point and killed < kills else life)
        killed += 1
        interrupted += asyncio.run(_sizes(like.url)).get(DeliveryState.SENDING, 0)
    return killed, interrupted


def _check(truth: Truth, record_property: Figure) -> None:
    record_property("figure", str(truth))
    record_property("limit", "L=0, D<=amb+cut, O=0")
    assert truth.lost == 0, str(truth)
    assert truth.repeated <= truth.ambiguous + truth.interrupted, str(truth)
    assert truth.inversions == 0, str(truth)


@pytest.mark.fault("E1")
@pytest.mark.fault("E2")
def test_killed_again_and_again_nothing_is_lost(
    database: str, tmp_path: Path, record_property: Figure
) -> None:
    truth = killed_until_sent(database, tmp_path / "ledger", each=8, kills=8, seed=7)
    assert story_id(1) in {story for _, story in truth.told}
    _check(truth, record_property)


@pytest.mark.fault("C5")
@pytest.mark.fault("E1")
def test_killed_amid_catch_up_messages_nothing_is_lost(
    database: str, tmp_path: Path, record_property: Figure
) -> None:
    ledger = tmp_path / "ledger"
    truth = killed_until_sent(database, ledger, each=12, kills=8, seed=5, alone=3)
    record_property("figure", str(truth))
    record_property("limit", "L=0, O=0")
    assert (truth.lost, truth.inversions) == (0, 0)
    assert "+" in ledger.read_text()


@pytest.mark.fault("D14")
def test_killed_while_telegram_is_away_nothing_is_lost(
    database: str, tmp_path: Path, record_property: Figure
) -> None:
    ledger = tmp_path / "ledger"
    truth = killed_until_sent(database, ledger, each=8, kills=8, seed=3, away=(20, 200))
    _check(truth, record_property)


@pytest.mark.fault("D14")
@pytest.mark.fault("D18")
def test_of_two_processes_one_is_killed_while_telegram_is_away_and_nothing_is_lost(
    migrated_postgres: str, tmp_path: Path, record_property: Figure
) -> None:
    truth = killed_until_sent(
        migrated_postgres,
        tmp_path / "ledger",
        each=8,
        kills=8,
        seed=3,
        away=(20, 200),
        beside=True,
    )
    _check(truth, record_property)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.fault("E1")
@pytest.mark.fault("E2")
def test_killed_500_times_nothing_is_lost(
    database: str, tmp_path: Path, record_property: Figure
) -> None:
    truth = killed_until_sent(database, tmp_path / "ledger", each=60, kills=500, seed=1)
    _check(truth, record_property)

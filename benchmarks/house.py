"""How large the house is, and how far one value travels through it.

Usage: python -m benchmarks.house [--walks] [--files entry|delivery|why]
Prints the sizes of bot and storage, read from their source. With --walks it also runs one process
between a feed and the local Telegram and counts what is called on the way of one matching entry
(from the poll to the promise), of one delivery (from the claim to the recorded answer) and of one
/why: how many files take part, and how often a call leads from one file into another. Everything
was done once before, so nothing is counted that is loaded or compiled on first use. --files lists
the files of one walk in the order of their first call.
"""

import argparse
import ast
import asyncio
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

from bot.app.feed_reader import Manners
from bot.app.runtime import Runtime, Stage, opened
from bot.catalog import load_catalog
from bot.core.delivery.messages import Update
from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from bot.local.server import PERSON_ID, LocalTelegram
from bot.local.server import serving as local_telegram
from bot.settings import Settings
from tests.e2e.feeds import Feeds, headlines, serving

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "storage")
STAND_INS = "bot/local/"
"""Plays Telegram here; what it does is on no walk."""

VERBS = """
    abbreviate accept add admit advance allow announce answer append apply ask assign attach await
    begin bind bound break bring build bump cache call cancel carry cast catch check choose claim
    clamp classify clean clear close collect combine commit compare compile complete compose
    compute configure confirm connect consider contain continue convert copy correct count cover
    create cut date decide declare decode decompress define delete deliver deny derive describe
    detect determine discard divide download draw drop edit encode end enforce ensure enter erase
    escape estimate exclude execute expand expire explain export expose extract fail fetch fill
    filter find finish fit fix flag flatten fold follow forget format forward free gather generate
    get give go grant group guard guess handle hash have hide hold identify ignore import include
    increment index infer inform initialize insert inspect iterate join keep kill know lay lead
    learn leave let limit link list listen load locate lock log look lower make map mark match
    measure mend merge migrate move mute name normalize note notify number offer omit open order
    own pack page pair park parse pass pause pay pick place plan play poll post predict prepare
    preserve press print promise propose prove provide prune publish pull put queue quote raise
    rank react read rebuild recall receive recognize record recover recycle reduce refuse register
    reject release reload remember remind remove rename render renew reopen repeat replace reply
    report represent request require reserve reset resolve respond rest restart restore resume
    retain retry return reverse revert rewrite run save say scale scan schedule score search see
    select send separate serialize serve set settle share shorten show shut skip sleep slice sort
    speak split spread stamp start state stay stem step stop store strip subscribe sum summarize
    supply suppress sweep switch take tell test tidy tie tokenize trace track translate
    transliterate treat trim truncate try turn type undo unescape unpack unpark unsubscribe unwrap
    update upgrade use validate verify visit wait wake walk warn watch weigh welcome whether
    withdraw withhold word wrap write yield
"""
"""First words of a docstring that says what the thing does."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the source and its length in lines, decorators left out."""

    where: str
    lines: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """What was counted in the source."""

    files: int
    lines: int
    comments: int
    functions: tuple[Function, ...]
    shared_names: dict[str, int]
    docstrings: int
    verbs: int


def sizes() -> Sizes:
    """Read bot and storage."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    names = Counter(path.name for path in paths if path.name != "__init__.py")
    functions: list[Function] = []
    docstrings: list[str] = []
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{path.relative_to(ROOT)}:{node.name}"
                functions.append(Function(where, (node.end_lineno or 0) - node.lineno + 1))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                docstrings += [said] if (said := ast.get_docstring(node)) else []
    lines = [line for text in texts.values() for line in text.splitlines()]
    verbs = set(VERBS.split())
    return Sizes(
        files=len(paths),
        lines=len(lines),
        comments=sum(line.lstrip().startswith("#") for line in lines),
        functions=tuple(sorted(functions, key=lambda each: -each.lines)),
        shared_names={name: count for name, count in names.items() if count > 1},
        docstrings=len(docstrings),
        verbs=sum(said.split()[0].strip(",.:;").lower() in verbs for said in docstrings),
    )


@dataclass
class Walk:
    """The files called one after the other; two calls within one file are one stay."""

    stays: list[str] = field(default_factory=list)
    frames: set[FrameType] = field(default_factory=set)

    def enters(self, frame: FrameType, event: str, _: Any) -> None:
        """Note the file of a call, if it is one of ours (for sys.setprofile)."""
        if event != "call" or frame in self.frames:  # a coroutine that goes on is no new call
            return
        self.frames.add(frame)
        path = frame.f_code.co_filename
        if not path.startswith(str(ROOT)):
            return
        name = path[len(str(ROOT)) + 1 :]
        if name.startswith(ROOMS) and not name.startswith(STAND_INS):
            self.stays.append(name)

    @property
    def files(self) -> list[str]:
        return list(dict.fromkeys(self.stays))

    @property
    def moves(self) -> int:
        return max(0, sum(1 for _ in groupby(self.stays)) - 1)


class Follower:
    """Follows calls on all threads: core works in threads of its own while the loop waits."""

    def __init__(self) -> None:
        self._walk: Walk | None = None
        threading.setprofile(self._enters)  # of threads started from here on

    @contextmanager
    def walking(self) -> Iterator[Walk]:
        """Note what is called while the block runs."""
        self._walk = walk = Walk()
        sys.setprofile(self._enters)
        try:
            yield walk
        finally:
            sys.setprofile(None)
            self._walk = None

    def _enters(self, frame: FrameType, event: str, argument: Any) -> None:
        if self._walk:
            self._walk.enters(frame, event, argument)


async def walks() -> dict[str, Walk]:
    """The three walks through one process that has done all of it before."""
    follower = Follower()
    with tempfile.TemporaryDirectory() as folder:
        async with local_telegram() as telegram, serving(Feeds()) as feeds:
            titles = headlines()
            feeds.add("bulletin", "role: press\n    topics: [iss]")
            feeds.publish("bulletin", next(titles))
            file = Path(folder, "feeds.yaml")
            text = feeds.catalog("10m").partition("channels:")[0]
            await asyncio.to_thread(file.write_text, text, encoding="utf-8")
            settings = Settings(
                token=telegram.token,
                api_url=telegram.url,
                database_url=f"sqlite:///{folder}/walk.db",
                allow_private=True,
            )
            catalog = load_catalog(file, allow_private=True)
            answered = asyncio.Event()
            stage = Stage(
                manners=Manners(timedelta()), watch_sends=lambda delivery, result: answered.set()
            )
            async with opened(settings, catalog, stage) as runtime:
                return await _walked(runtime, telegram, feeds, titles, answered, follower)


async def _walked(
    runtime: Runtime,
    telegram: LocalTelegram,
    feeds: Feeds,
    titles: Iterator[str],
    answered: asyncio.Event,
    follower: Follower,
) -> dict[str, Walk]:
    telegram.people.say(PERSON_ID, PERSON_ID, "/start")
    await runtime.store.record_chat(Chat(id=PERSON_ID, kind=ChatKind.PRIVATE))
    await runtime.store.subscribe(Subscription(PERSON_ID, 0, SubscriptionKind.TOPIC, "iss"))
    await _polled(runtime)
    found: dict[str, Walk] = {}
    walking = follower.walking
    for _ in range(3):  # what is loaded and compiled on first use is over with the first two
        feeds.publish("bulletin", next(titles))
        with walking() as found["entry"]:
            await _polled(runtime)
        with walking() as found["delivery"]:
            await _sent(runtime, answered)
        with walking() as found["why"]:
            answer = await runtime.commands.answer(_asked("why", "1"))
        assert answer
        assert answer.message
    return found


async def _polled(runtime: Runtime) -> None:
    await runtime.polls.poll(runtime.catalog.feeds)


async def _sent(runtime: Runtime, answered: asyncio.Event) -> None:
    """Send until the one delivery that was promised has been answered."""
    answered.clear()
    stop = asyncio.Event()
    sending = asyncio.create_task(runtime.sender.push(stop))
    await answered.wait()
    stop.set()
    await sending


def _asked(command: str, arguments: str) -> Update:
    update = Update(id=1, chat_id=PERSON_ID, chat_kind="private", user_id=PERSON_ID)
    return replace(update, command=command, arguments=arguments, text=f"/{command} {arguments}")


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--walks", action="store_true")
    asked.add_argument("--files", choices=("entry", "delivery", "why"))
    options = asked.parse_args()
    found = sizes()
    longest = found.functions[0]
    print(f"files {found.files}, lines {found.lines}, comment lines {found.comments}")
    print(f"longest function {longest.lines} ({longest.where})")
    print(f"functions over 40 lines {sum(each.lines > 40 for each in found.functions)}")
    print(f"file names used twice or more {len(found.shared_names)}")
    print(f"docstrings {found.docstrings}, of them beginning with a verb {found.verbs}")
    if options.walks or options.files:
        for name, walk in asyncio.run(walks()).items():
            print(f"{name}: {len(walk.files)} files, {walk.moves} moves")
            if name == options.files:
                print(*walk.files, sep="\n")


if __name__ == "__main__":
    main()

"""From `git clone` to the first posts in one's own channel, by README's six steps alone.

A local Telegram stands in for Telegram, its person for you, one feed for those of feeds.yaml, and
an empty folder for your home: what a machine needs for each step is measured, what a person needs
to read and type is not. At each step it waits for what README says one sees.
`python -m benchmarks.first_post`
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.local.server import CHANNEL_ID, PERSON_ID, LocalTelegram, serving
from tests.e2e.feeds import Feeds
from tests.e2e.feeds import serving as serving_feeds

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0
HEADLINE = "Soyuz MS-28 docks at the International Space Station"
Step = Callable[[str], None]


async def measured(folder: Path) -> None:
    began = time.monotonic()

    def step(words: str) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {words}", flush=True)

    async with serving() as telegram, serving_feeds(Feeds()) as feeds:
        clone = folder / "isswire"
        cloning = ["git", "clone", "-q", str(ROOT), str(clone)]
        await asyncio.to_thread(subprocess.run, cloning, check=True)
        step("2. cloned")
        bot = await asyncio.create_subprocess_exec(
            "make",
            "run",
            cwd=clone,
            env=_environment(folder, telegram, feeds),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert bot.stdout is not None
        try:
            for words in (
                "setting up .venv",
                "this is @isswire_bot: https://t.me/",
                "reads 1 feeds",
            ):
                await _said(bot.stdout, words)
                step(f"2. it says: {words}")
            reading = asyncio.create_task(_read_on(bot.stdout))
            await _steps(telegram, step)
            reading.cancel()
        finally:
            bot.terminate()
            await bot.wait()


def _environment(folder: Path, telegram: LocalTelegram, feeds: Feeds) -> dict[str, str]:
    """Return a newcomer's environment, with the stand-ins for what is outside."""
    (home := folder / "home").mkdir()
    (stand_ins := folder / "feeds.yaml").write_text(_catalog(feeds), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "PORT": "0",
        "FEEDS_FILE": str(stand_ins),
        "ALLOW_PRIVATE_HOSTS": "1",
    }


def _catalog(feeds: Feeds) -> str:
    feeds.publish("paper", HEADLINE)
    feeds.channel = False
    return feeds.catalog("10m")


async def _said(lines: asyncio.StreamReader, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in (line := (await lines.readline()).decode()):
            if not line:
                raise SystemExit("the bot has ended before it began")


async def _read_on(lines: asyncio.StreamReader) -> None:
    while await lines.readline():
        pass


async def _steps(telegram: LocalTelegram, step: Step) -> None:
    people = telegram.people
    people.say(PERSON_ID, PERSON_ID, "/start")
    await _told(telegram, PERSON_ID, "I follow the news")
    step("3. /start is answered")
    people.set_status(CHANNEL_ID, "left", by=PERSON_ID)
    people.set_status(CHANNEL_ID, "administrator", by=PERSON_ID)
    await _told(telegram, PERSON_ID, "To send it the news: /bind @isswire")
    step("4. made an admin: it says how to bind")
    people.say(PERSON_ID, PERSON_ID, "/bind @isswire")
    bound = await _told(telegram, PERSON_ID, "gets: International Space Station, Roscosmos.")
    step("5. bound")
    await _press(telegram, bound, "Post how to read it", "This channel follows")
    step("6. how to read it stands in the channel")
    await _press(telegram, bound, "Post the newest story", HEADLINE)
    step("6. the newest story stands in the channel")


async def _press(telegram: LocalTelegram, message: int, button: str, posted: str) -> None:
    """Press a button, again each second, until what it posts is in the channel."""
    rows = telegram.world.place(PERSON_ID).messages[message].buttons
    [data] = [each["callback_data"] for row in rows for each in row if each["text"] == button]
    telling = asyncio.create_task(_told(telegram, CHANNEL_ID, posted))
    while not telling.done():
        telegram.people.press(PERSON_ID, message, data, PERSON_ID)
        await asyncio.wait([telling], timeout=2)
    await telling


async def _told(telegram: LocalTelegram, chat: int, words: str) -> int:
    async with asyncio.timeout(PATIENCE):
        while True:
            for call in telegram.journal.messages(chat):
                if words in call.plain and call.message_id is not None:
                    return call.message_id
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="isswire-first-post-") as made:
        sys.exit(asyncio.run(measured(Path(made))))

"""From `git clone` to the first post in one's own channel, by README's six steps alone.

A local Telegram stands in for Telegram, its person for you: what a machine needs for each step is
measured, what a person needs to read and type is not. `python -m benchmarks.first_post`
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

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0


async def measured(folder: Path) -> None:
    began = time.monotonic()

    def step(words: str) -> None:
        print(f"{time.monotonic() - began:7.1f} s  {words}", flush=True)

    async with serving() as telegram:
        await asyncio.to_thread(
            subprocess.run, ["git", "clone", "-q", str(ROOT), str(folder)], check=True
        )
        step("2. cloned")
        token = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url, "PORT": "0"}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        bot = await asyncio.create_subprocess_exec(
            "make",
            "run",
            cwd=folder,
            env={**kept, **token},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        assert bot.stderr is not None
        try:
            await _said(bot.stderr, b"this is @")
            step("2. set up and running: the log says who it is")
            await _steps(telegram, step)
        finally:
            bot.terminate()
            await bot.wait()


async def _said(lines: asyncio.StreamReader, words: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        while words not in (line := await lines.readline()):
            if not line:
                raise SystemExit("the bot has ended before it began")


async def _steps(telegram: LocalTelegram, step: Callable[[str], None]) -> None:
    people = telegram.people
    people.say(PERSON_ID, PERSON_ID, "/start")
    await _told(telegram, PERSON_ID, "I follow the news")
    step("3. /start is answered")
    people.set_status(CHANNEL_ID, "left", by=PERSON_ID)
    people.set_status(CHANNEL_ID, "administrator", by=PERSON_ID)
    await _told(telegram, PERSON_ID, "/bind @isswire")
    step("4. made an admin: it says how to bind")
    people.say(PERSON_ID, PERSON_ID, "/bind @isswire")
    bound = await _told(telegram, PERSON_ID, "gets:")
    step("5. bound")
    place = telegram.world.place(PERSON_ID)
    [[explain], *_] = place.messages[bound].buttons
    people.press(PERSON_ID, bound, explain["callback_data"], PERSON_ID)
    await _told(telegram, CHANNEL_ID, "This channel follows")
    step("6. the first post stands in the channel")


async def _told(telegram: LocalTelegram, chat: int, words: str) -> int:
    async with asyncio.timeout(PATIENCE):
        while True:
            for call in telegram.journal.messages(chat):
                if words in call.plain and call.message_id is not None:
                    return call.message_id
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="isswire-first-post-") as made:
        sys.exit(asyncio.run(measured(Path(made) / "isswire")))

"""What sending costs without memory: python-telegram-bot in a loop, 28 messages a second.

Usage: python -m benchmarks.sending_plain API_URL TOKEN FIRST_CHAT COUNT
Prints its CPU milliseconds a message; benchmarks.sending starts it.
"""

import asyncio
import sys
import time

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

GAP = 1 / 28
TEXT = "<b>Soyuz MS-7 report: coolant leak 4</b>\n\n" + "What a report of some length says. " * 12


async def send(api: str, token: str, first: int, count: int) -> float:
    """Return the CPU milliseconds of a message."""
    buttons = [[InlineKeyboardButton("Timeline", callback_data="t1")] * 2] * 2
    async with Bot(token, base_url=f"{api}/bot") as bot:
        began, clock = time.process_time(), time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, clock + number * GAP - time.monotonic()))
            await bot.send_message(
                first + number,
                TEXT,
                parse_mode="HTML",
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=InlineKeyboardMarkup(buttons),
            )
        return (time.process_time() - began) / count * 1000


def main() -> None:
    api, token, first, count = sys.argv[1:]
    print(asyncio.run(send(api, token, int(first), int(count))))


if __name__ == "__main__":
    main()

"""Takes the pictures of README.md and docs: the real demo, its chats and its story pages.

`make screenshots` runs it, in headless Chromium; it needs Debian's packages `chromium` and
`fonts-noto-color-emoji`: without the font, badges are empty boxes.
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
PAGE = f"http://127.0.0.1:{PORT}"
PERSON, CHANNEL = 1001, -1001000000001

CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--timeout=5000",
)


def main() -> None:
    with demo() as pages:
        picture("chat-page", CHANNEL, "1180x3560", top=1080)
        picture("channel-post", CHANNEL, "820x900")
        say("/start")
        picture("start", PERSON, "820x620")
        say(f"/story {story()}")
        picture("story", PERSON, "1080x1180")
        say("/settings")
        picture("settings", PERSON, "820x620")
        number = story()
        photograph("latest-page", f"{pages}/", "390x1000")
        photograph("story-page", f"{pages}/s/{number}", "390x2600", top=1500)
        photograph("story-page-dark", f"{pages}/ru/s/{number}", "1180x2000", top=1200, dark=True)


@contextmanager
def demo() -> Iterator[str]:
    """The demo, replayed to its end, its page open; gives the address of its story pages."""
    command = [sys.executable, "-m", "bot", "demo", "--speed", "max", "--port", str(PORT)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pages = ""
    try:
        for line in process.stdout:
            if line.startswith("Its story pages: "):
                pages = line.split()[-1].rstrip("/")
            if line.startswith("The replay is over"):
                break
        yield pages
    finally:
        process.terminate()
        process.wait(20)


def say(text: str) -> None:
    body = json.dumps({"chat_id": PERSON, "user_id": PERSON, "text": text}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{PAGE}/control/say", body, headers)
    urllib.request.urlopen(request).read()
    time.sleep(1.5)


def story() -> str:
    """The number under the channel's first post."""
    with urllib.request.urlopen(f"{PAGE}/control/messages?chat_id={CHANNEL}") as answer:
        return str(re.findall(r"#(\d+)", json.load(answer)[0]["text"])[0])


def picture(name: str, chat: int, size: str, *, top: int | None = None) -> None:
    photograph(name, f"{PAGE}/#{chat}", size, top=top)


def photograph(
    name: str, address: str, size: str, *, top: int | None = None, dark: bool = False
) -> None:
    """Photograph a page; `top`: keep only so many pixels from the top, the beginning of it."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *CHROMIUM,
                f"--user-data-dir={profile}",
                f"--window-size={size.replace('x', ',')}",
                f"--screenshot={HERE / name}.png",
                *(["--blink-settings=preferredColorScheme=0"] if dark else []),
                address,
            ],
            check=True,
            capture_output=True,
            timeout=60,
        )
    file = HERE / f"{name}.png"
    with Image.open(file) as image:
        shown = image.crop((0, 0, image.width, top or image.height))
        small = shown.convert("RGB").quantize(200, Image.Quantize.MAXCOVERAGE)
        small.save(file, optimize=True)
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()

"""The languages the bot speaks: English, and a folder here for each other one.

Rule 1: importing this package does not load babel, so that listing the languages stays fast.
"""

from pathlib import Path

from bot.core.lang.i18n import SOURCE

FOLDER = Path(__file__).parent


def spoken_languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the codes of the languages in the folder, English first."""
    others = (path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/isswire.po"))
    return (SOURCE, *sorted(others))


def catalog_path(language: str, folder: Path = FOLDER) -> Path:
    return folder / language / "LC_MESSAGES" / "isswire.po"

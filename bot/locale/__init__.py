"""Catalogs to Texts: reads the .po files beside this module and compiles them in memory.

English needs no catalog: its sentences are the keys.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.core.texts import LANGUAGES, Texts
from bot.locale.formats import CldrFormats

FOLDER = Path(__file__).parent


def load_texts() -> dict[str, Texts]:
    """Texts by language; about 30 ms, once at start."""
    return {
        language: Texts(language, _translations(language), CldrFormats(language))
        for language in LANGUAGES
    }


def catalog_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "isswire.po"


@cache
def _translations(language: str) -> NullTranslations:
    path = catalog_path(language)
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)

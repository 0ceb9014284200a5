"""Names of outlets that have one in each language: Интерфакс is Interfax to an English reader."""

from collections.abc import Mapping

_NAMES = (
    ("TASS", "ТАСС"),
    ("RIA Novosti", "РИА Новости"),
    ("Interfax", "Интерфакс"),
    ("Roscosmos", "Роскосмос"),
    ("Izvestia", "Известия"),
    ("Kommersant", "Коммерсантъ"),
    ("Vedomosti", "Ведомости"),
    ("RBC", "РБК"),
    ("Lenta.ru", "Лента.ру"),
    ("Gazeta.ru", "Газета.Ru"),
    ("Rossiyskaya Gazeta", "Российская газета"),
    ("Vesti.ru", "Вести.Ru"),
    ("RT in Russian", "RT на русском"),
    ("BBC News Russian", "BBC News Русская служба"),
    ("DW in Russian", "DW на русском"),
    ("Novaya Gazeta Europe", "Новая газета Европа"),
    ("Meduza", "Медуза"),
)
"""English, Russian. A name that is the same in both needs no row."""


def _by_language() -> dict[str, Mapping[str, str]]:
    """Return for each language: any spelling -> the reader's; what follows a colon is kept."""
    columns = dict(zip(("en", "ru"), zip(*_NAMES, strict=True), strict=True))
    spelled = {name.casefold(): row for row, names in enumerate(_NAMES) for name in names}
    return {
        language: {name: column[row] for name, row in spelled.items()}
        for language, column in columns.items()
    }


_NAMED = _by_language()


def outlet_in(language: str, name: str) -> str:
    """Return an outlet's name as readers of the language know it, in English for other languages;
    as it is if it has no other.

    A rubric after a colon stays out: `Лента.ру: Наука и техника` is Lenta.ru.
    """
    known = _NAMED.get(language, _NAMED["en"])
    whole, head = name.casefold(), name.partition(":")[0].casefold()
    return known.get(whole) or known.get(head) or name

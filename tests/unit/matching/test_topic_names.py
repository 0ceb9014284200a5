"""Topics as people type them: by id or title, in either language, several at once."""

import pytest

from bot.core.matching.topic_names import topics_named
from bot.core.types import Localised, Topic

TOPICS = (
    Topic("iss", Localised({"en": "International Space Station", "ru": "МКС"})),
    Topic("roscosmos", Localised({"en": "Roscosmos", "ru": "Роскосмос"})),
    Topic("luna", Localised({"en": "Luna 26"})),
)


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ("", ()),
        (" , ", ()),
        ("iss,", ("iss",)),
        ("iss, МКС ISS", ("iss",)),
        ("luna", ("luna",)),
        ("Luna 26, МКС", ("luna", "iss")),
        ("мкс", ("iss",)),
        ("International Space Station", ("iss",)),
        ("international  space station, роскосмос", ("iss", "roscosmos")),
        ("iss Роскосмос", ("iss", "roscosmos")),
        ("iss, roscosmos", ("iss", "roscosmos")),
        ("iss moon", None),
        ("Space Station", None),
    ],
)
def test_topics_are_named_by_id_or_title(wanted: str, named: tuple[str, ...] | None) -> None:
    assert topics_named(wanted, TOPICS) == named

"""The word by which a phrase is left out of a text leaves out no cue."""

import tomllib
from importlib.resources import files
from itertools import zip_longest

import pytest

from bot.core.ledger.cues import Phrase
from bot.core.ledger.names import compiled, readable
from bot.rules.cue_rules import load_cues

PHRASES = [phrase for group in load_cues().groups.values() for phrase in group.phrases]
NAMED = [phrase for phrase in PHRASES if phrase.word]


def written_out() -> list[str]:
    """Each shipped phrase with each word that may stand in it, told of TASS and of NASA."""
    data = tomllib.loads(files("bot.rules").joinpath("cues.toml").read_text(encoding="utf-8"))
    texts: list[str] = []
    for phrase in (phrase for group in data["group"].values() for phrase in group):
        told = phrase.replace("{source}", "TASS").replace("{speaker}", "NASA")
        words = [each.split("|") for each in told.replace("*", "").replace("#", "2028").split()]
        rows = zip_longest(*words, fillvalue="")
        first = [each[0] for each in words]
        texts += [" ".join(a or b for a, b in zip(row, first, strict=True)) for row in rows]
    return [readable(text.replace("...", "and so on")) for text in texts]


TEXTS = written_out()


@pytest.mark.parametrize("phrase", NAMED)
def test_a_phrase_is_found_as_if_it_were_tried_everywhere(phrase: Phrase) -> None:
    everywhere = [compiled(phrase.pattern).findall(text) for text in TEXTS]
    assert [phrase.pattern_for(text).findall(text) for text in TEXTS] == everywhere
    assert any(everywhere)

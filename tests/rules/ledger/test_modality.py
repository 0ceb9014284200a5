"""How a report puts its claim, in English and Russian."""

import pytest

from bot.core.ledger.modality import modality_of
from bot.core.types import Modality
from bot.rules.cue_rules import load_cues
from tests.build import an_entry

CUES = load_cues()


@pytest.mark.parametrize(
    ("title", "summary", "modality"),
    [
        ("Roscosmos denies plans to leave", "", Modality.DENIES),
        ("В Роскосмосе опровергли выход", "", Modality.DENIES),
        ("Russia decided to quit the station", "", Modality.DECIDED),
        ("Роскосмос: решение принято", "", Modality.DECIDED),
        ("Russia plans to build a station", "", Modality.PLANS),
        ("Пуск «Союза» назначен на 15 марта", "", Modality.PLANS),
        ("Борисов назначен главой «Роскосмоса»", "", Modality.STATES),
        ("Russia may leave the station", "", Modality.MAY),
        ("Россия может выйти из проекта", "", Modality.MAY),
        ("NASA declined to comment", "", Modality.NO_COMMENT),
        ("NASA: no official word yet", "", Modality.UNCONFIRMED),
        ("Партнёров официально не уведомили", "", Modality.UNCONFIRMED),
        ("Партнёры пишут", "Решение ещё не принято, сообщил Роскосмос.", Modality.DENIES),
        ("Company denies any danger to the crew", "", Modality.STATES),
        ("Launch on May 30", "", Modality.STATES),
        ("Soyuz docks with the station", "", Modality.STATES),
        ("Russia to leave", "The decision has been made, he said.", Modality.DECIDED),
        ("Russia to leave", "NASA has not received any official word.", Modality.UNCONFIRMED),
    ],
)
def test_how_a_claim_is_put_is_read_with_its_words(
    title: str, summary: str, modality: Modality
) -> None:
    found, words = modality_of(an_entry(title, summary=summary), CUES)
    assert found is modality
    assert bool(words) == (modality is not Modality.STATES)


def test_on_a_partys_own_channel_every_sentence_is_its_word() -> None:
    entry = an_entry(
        "SendJournal", summary="We have not been notified. The decision was made by others."
    )
    assert modality_of(entry, CUES, own=True)[0] is Modality.UNCONFIRMED
    assert modality_of(entry, CUES)[0] is Modality.DECIDED

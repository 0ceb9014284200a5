"""Values of facts as a reader meets them: one form for comparing, two languages for reading."""

import pytest

from bot.core.renderer.fact_values import fact_value
from bot.locale.loading import load_texts


@pytest.mark.parametrize(
    ("kind", "value", "english", "russian"),
    [
        ("end date", "after 2024", "after 2024", "после 2024 года"),
        ("end date", "until 2028", "until 2028", "до 2028 года"),
        ("end date", "from 2025", "from 2025", "с 2025 года"),
        ("end date", "by 2030", "by 2030", "к 2030 году"),
        ("end date", "in 2025", "in 2025", "в 2025 году"),
        ("launch date", "2023-02-24", "24 Feb 2023", "24 февр. 2023"),
        ("landing date", "2025-05-09", "9 May 2025", "9 мая 2025"),
        ("module", "Nauka", "Nauka", "«Наука»"),
        ("amount", "540 degrees", "540 degrees", "540 градусов"),
        ("amount", "1.5 degrees", "1.5 degrees", "1,5 градуса"),
        ("amount", "3 cracks", "3 cracks", "3 трещины"),
        ("amount", "0.8 mm", "0.8 mm", "0,8 мм"),
        ("amount", "12000 kg", "12,000 kg", "12\xa0000 кг"),
        ("amount", "30 %", "30%", "30 %"),
        ("amount", "$4.2 billion", "$4.2 billion", "4,2\xa0млрд\xa0$"),
        ("amount", "RUB 15 million", "RUB 15 million", "15\xa0млн\xa0₽"),
        ("crew", "crew of 3", "crew of 3", "3 человека"),
        ("crew", "crew of 7", "crew of 7", "7 человек"),
    ],
)
def test_a_value_is_said_in_the_reader_s_language(
    kind: str, value: str, english: str, russian: str
) -> None:
    texts = load_texts()
    assert fact_value(kind, value, texts["en"]) == english
    assert fact_value(kind, value, texts["ru"]) == russian


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("end date", "never"),
        ("end date", "until"),
        ("launch date", "2023-02-30"),
        ("launch date", "soon"),
        ("module", "Tiangong"),
        ("amount", "540 furlongs"),
        ("amount", "many"),
        ("crew", "crew of all"),
        ("orbit", "420 km"),
    ],
)
def test_any_other_value_is_shown_as_it_is(kind: str, value: str) -> None:
    assert fact_value(kind, value, load_texts()["ru"]) == value


def test_no_value_is_long() -> None:
    assert fact_value("amount", "9" * 500 + " km", load_texts()["en"]) == "9" * 59 + "…"

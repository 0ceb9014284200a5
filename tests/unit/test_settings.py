"""The environment is read strictly, and no secret is shown."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import VARIABLES, load_settings

TOKEN = "123456:canary-canary-canary"


def test_without_any_variable_the_defaults_hold() -> None:
    settings = load_settings({})
    assert settings.database_url == "sqlite:///var/isswire.db"
    assert settings.api_url == "https://api.telegram.org"
    assert not settings.allow_private


def test_admins_are_read_from_a_list_of_numbers() -> None:
    assert load_settings({"ADMIN_IDS": "1001, 1002"}).admins == {1001, 1002}


@pytest.mark.fault("H7")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "hunter2"),
        ("TELEGRAM_API_URL", "ftp://hunter2"),
        ("TELEGRAM_API_URL", "http://[hunter2"),
        ("DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("ADMIN_IDS", "@hunter2"),
        ("WEBHOOK_URL", "http://hunter2.example"),
        ("WEBHOOK_SECRET", "hunter2"),
        ("PORT", "hunter2"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "hunter2"),
        ("LOG_JSON", "hunter2"),
        ("ALLOW_PRIVATE_HOSTS", "hunter2"),
        ("HOST_GAP", "hunter2"),
        ("CONTACT_URL", "hunter2"),
        ("METRICS_TOKEN", "hunter2"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_variables_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_settings({name: value})
    said = str(refused.value)
    assert said.startswith(f"{name}: write")
    assert "hunter2" not in said
    assert "\n" not in said


def test_a_webhook_needs_a_token_and_a_secret() -> None:
    webhook = {"WEBHOOK_URL": "https://bot.example"}
    with pytest.raises(ConfigError, match=r"^WEBHOOK_URL: .*TELEGRAM_TOKEN"):
        load_settings(webhook)
    with pytest.raises(ConfigError, match=r"^WEBHOOK_SECRET: "):
        load_settings({**webhook, "TELEGRAM_TOKEN": TOKEN})


@pytest.mark.fault("E7")
def test_a_disk_that_is_lost_at_every_restart_is_refused_for_sqlite() -> None:
    with pytest.raises(ConfigError, match=r"^DATABASE_URL: .*PostgreSQL"):
        load_settings({"DYNO": "worker.1"})
    assert load_settings({"DYNO": "worker.1", "ALLOW_EPHEMERAL_SQLITE": "1"})
    assert load_settings({"DYNO": "worker.1", "DATABASE_URL": "postgres://u:p@db/x"})


@pytest.mark.fault("I4")
def test_settings_do_not_show_their_secrets() -> None:
    settings = load_settings(
        {"TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": "postgres://u:hunter2@db/x"}
    )
    assert "canary" not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert settings.secrets == (TOKEN, "hunter2")


def test_the_operators_table_has_every_variable_with_its_default() -> None:
    table = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for variable in VARIABLES:
        default = f"`{variable.default}`" if variable.default else "-"
        assert f"| `{variable.name}` | {default} | {variable.meaning} |" in table

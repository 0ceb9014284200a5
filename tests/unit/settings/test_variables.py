"""The environment is read strictly, and no secret is shown."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import VARIABLES, Settings, load_settings

TOKEN = "123456:canary-canary-canary"
WEBHOOK = {"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_SECRET": "canary-canary-canary"}


def taken(environment: dict[str, str]) -> bool:
    try:
        load_settings(environment)
    except ConfigError:
        return False
    return True


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
        ("TELEGRAM_TOKEN", '"123456:hunter2-hunter2"'),
        ("TELEGRAM_API_URL", "ftp://hunter2"),
        ("TELEGRAM_API_URL", "http://[hunter2"),
        ("TELEGRAM_API_URL", "https://user:hunter2@api.example"),
        ("TELEGRAM_API_URL", "https://api.example/?hunter2"),
        ("TELEGRAM_API_URL", "https://api.example\r\nX-Header: hunter2"),
        ("DATABASE_URL", "mysql://root:hunter2@db/x"),
        ("DATABASE_URL", "hunter2.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "postgresql://u:hunter2@[db/x"),
        ("DATABASE_URL", "postgresql://u:hunter2@db:port/x"),
        ("ADMIN_IDS", "@hunter2"),
        ("ADMIN_IDS", "1001,-1002"),
        ("ADMIN_IDS", "1_001"),
        ("ADMIN_IDS", "١٠٠١"),
        ("ADMIN_IDS", "9" * 16),
        ("ADMIN_IDS", "9" * 5_000),
        ("WEBHOOK_URL", "http://hunter2.example"),
        ("WEBHOOK_URL", "hunter2"),
        ("WEBHOOK_SECRET", "hunter2"),
        ("WEBHOOK_SECRET", "hunter2 hunter2 hunter2"),
        ("PORT", "hunter2"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("LISTEN", "hunter2"),
        ("LOG_LEVEL", "hunter2"),
        ("LOG_JSON", "hunter2"),
        ("ALLOW_PRIVATE_HOSTS", "hunter2"),
        ("HOST_GAP", "hunter2"),
        ("HOST_GAP", "-1s"),
        ("CONTACT_URL", "hunter2"),
        ("CONTACT_URL", "https://me.example\r\nX-Header: hunter2"),
        ("METRICS_TOKEN", "hunter2"),
        ("ALLOW_EPHEMERAL_SQLITE", "hunter2"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_variables_name(name: str, value: str) -> None:
    around = {"TELEGRAM_TOKEN": TOKEN, "WEBHOOK_SECRET": "canary-canary-canary"}
    with pytest.raises(ConfigError) as refused:
        load_settings({**around, name: value})
    said = str(refused.value)
    assert said.startswith(f"{name}: write")
    assert "hunter2" not in said
    assert "\n" not in said


def test_wrong_values_are_reported_together() -> None:
    with pytest.raises(ConfigError) as refused:
        load_settings({"PORT": "x", "LOG_LEVEL": "loud"})
    assert str(refused.value).splitlines() == [
        "PORT: write a number from 0 to 65535",
        "LOG_LEVEL: write one of DEBUG, INFO, WARNING, ERROR",
    ]


def test_a_command_reads_only_the_variables_it_needs() -> None:
    environment = {"TELEGRAM_TOKEN": "broken", "FEEDS_FILE": "my.yaml", "DYNO": "run.1"}
    assert load_settings(environment, only={"FEEDS_FILE"}).feeds_file == Path("my.yaml")


@pytest.mark.parametrize(
    ("environment", "listen"),
    [
        ({}, "127.0.0.1"),
        ({"PORT": "80"}, "0.0.0.0"),
        ({"PORT": "80", "LISTEN": "127.0.0.1"}, "127.0.0.1"),
        ({"LISTEN": "::"}, "::"),
    ],
)
def test_the_port_is_open_to_others_only_where_they_have_to_reach_it(
    environment: dict[str, str], listen: str
) -> None:
    assert load_settings(environment).listen == listen


def test_a_webhook_needs_a_token_and_a_secret() -> None:
    with pytest.raises(ConfigError) as refused:
        load_settings({"WEBHOOK_URL": "https://bot.example"})
    assert str(refused.value).splitlines() == [
        "WEBHOOK_URL: a webhook needs TELEGRAM_TOKEN as well",
        "WEBHOOK_SECRET: write 16 or more random letters and digits",
    ]


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://bot.example", True),
        ("https://bot.example:8443/bot", True),
        ("https://bot.example:8080", False),
        ("http://bot.example", False),
        ("http://127.0.0.1:8080", False),
    ],
)
def test_a_webhook_is_where_telegram_can_call(url: str, right: bool) -> None:
    assert taken({**WEBHOOK, "WEBHOOK_URL": url}) == right


def test_a_server_of_ones_own_can_call_a_webhook_on_this_machine() -> None:
    own = {"TELEGRAM_API_URL": "http://127.0.0.1:8081", "WEBHOOK_URL": "http://127.0.0.1:8080"}
    assert taken({**WEBHOOK, **own})


@pytest.mark.fault("E7")
def test_a_disk_that_is_lost_at_every_restart_is_refused_for_sqlite() -> None:
    with pytest.raises(ConfigError, match=r"^DATABASE_URL: .*PostgreSQL"):
        load_settings({"DYNO": "worker.1"})
    assert load_settings({"DYNO": "worker.1", "ALLOW_EPHEMERAL_SQLITE": "1"})
    assert load_settings({"DYNO": "worker.1", "DATABASE_URL": "postgres://u:p@db/x"})


@pytest.mark.fault("I4")
def test_settings_do_not_show_their_secrets() -> None:
    settings = load_settings({**WEBHOOK, "DATABASE_URL": "postgres://u:hunter2%40@db/x"})
    assert "canary" not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert "canary" not in f"{settings.token!r} {[settings.token]} {vars_of(settings)}"
    assert settings.secrets == (TOKEN, "canary-canary-canary", "hunter2%40", "hunter2@")


def vars_of(settings: Settings) -> dict[str, object]:
    return {each.name: getattr(settings, each.name) for each in fields(settings)}


def test_a_short_password_does_not_blot_out_the_logs() -> None:
    assert load_settings({"DATABASE_URL": "postgres://u:pg@db/x"}).secrets == ()


def test_every_variable_makes_a_setting_of_its_own() -> None:
    own = [each.name for each in fields(Settings) if each.name != "feed_variables"]
    assert [each.setting for each in VARIABLES] == own


def test_pages_need_a_name_that_telegram_takes_behind_a_button() -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL: write the full name"):
        load_settings({"PUBLIC_URL": "http://localhost:8080"})
    assert load_settings({"PUBLIC_URL": "https://news.example.org/iss/"}).public_url == (
        "https://news.example.org/iss"
    )


def test_a_translator_s_key_is_a_secret() -> None:
    settings = load_settings({"TRANSLATE_URL": "http://127.0.0.1:5000", "TRANSLATE_KEY": "k" * 20})
    assert "k" * 20 in settings.secrets
    assert "k" * 20 not in repr(settings)


def test_proxies_and_the_variables_of_feeds_are_secrets() -> None:
    settings = load_settings(
        {
            "FEED_PROXY": "socks5://me:canary%40one@proxy.example:1080",
            "TELEGRAM_PROXY": "http://me:canary-two@proxy.example:3128",
            "FEED_LOGIN": "reader:canary-three",
            "OTHER": "canary-four",
        }
    )
    assert settings.feed_variables == {"FEED_LOGIN": "reader:canary-three"}
    assert {"canary%40one", "canary@one", "canary-two", "canary-three"} <= {*settings.secrets}
    assert "canary" not in repr(settings)


@pytest.mark.parametrize("given", ["proxy.example:1080", "socks4://a:1", "ftp://a", "http://a:x"])
def test_a_proxy_is_an_address_of_a_known_scheme(given: str) -> None:
    with pytest.raises(ConfigError, match="FEED_PROXY: write an address like socks5://"):
        load_settings({"FEED_PROXY": given})

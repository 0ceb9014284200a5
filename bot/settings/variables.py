"""All environment variables the bot knows: how to read them and what they are for."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.settings import setting_values as values

SQLITE = "sqlite:///var/isswire.db"
TELEGRAM = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: the setting it becomes, its reader, and a line for the operator."""

    name: str
    setting: str
    read: Callable[[str], object]
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "TELEGRAM_TOKEN",
        "token",
        values.token,
        "",
        "The bot's token from @BotFather. Without it only `isswire run --local` starts.",
    ),
    Variable(
        "TELEGRAM_API_URL",
        "api_url",
        values.address,
        TELEGRAM,
        "Where the Bot API is; a stand-in or an own Bot API server.",
    ),
    Variable(
        "DATABASE_URL",
        "database_url",
        values.database,
        SQLITE,
        "SQLite file (`sqlite:///relative`, `sqlite:////absolute`) or PostgreSQL "
        "database (with a replica: [deploy.md](deploy.md)).",
    ),
    Variable("FEEDS_FILE", "feeds_file", values.path, "feeds.yaml", "The editors' file."),
    Variable(
        "ADMIN_IDS",
        "admins",
        values.people,
        "",
        "Numeric Telegram user ids of the bot's admins, with commas between.",
    ),
    Variable(
        "WEBHOOK_URL",
        "webhook_url",
        values.address,
        "",
        "The https:// address at which Telegram reaches this bot; without it: long polling.",
    ),
    Variable(
        "WEBHOOK_SECRET",
        "webhook_secret",
        values.secret,
        "",
        "What Telegram has to say with every webhook call; required with WEBHOOK_URL.",
    ),
    Variable(
        "PORT", "port", values.port, "8080", "Of the webhook, /health, /metrics and local page."
    ),
    Variable(
        "LISTEN",
        "listen",
        values.host,
        "",
        "Address the port is opened on; `0.0.0.0` with WEBHOOK_URL or PORT, else `127.0.0.1`.",
    ),
    Variable("LOG_LEVEL", "log_level", values.level, "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Variable("LOG_JSON", "log_json", values.switch, "0", "1: one JSON object per log line."),
    Variable(
        "ALLOW_PRIVATE_HOSTS",
        "allow_private",
        values.switch,
        "0",
        "1: feeds on private, loopback and link-local addresses are read too.",
    ),
    Variable(
        "HOST_GAP",
        "host_gap",
        values.seconds,
        "1s",
        "Between two requests to one host, at least.",
    ),
    Variable(
        "CONTACT_URL",
        "contact_url",
        values.contact,
        "",
        "Sent to feeds' servers in the User-Agent, so that they can reach you.",
    ),
    Variable(
        "FEED_PROXY",
        "feed_proxy",
        values.proxy,
        "",
        "Proxy for all feeds that name none of their own: `http://`, `https://` or `socks5://`, "
        "with user and password if need be.",
    ),
    Variable(
        "TELEGRAM_PROXY",
        "telegram_proxy",
        values.proxy,
        "",
        "Proxy for all calls to Telegram, like FEED_PROXY.",
    ),
    Variable(
        "METRICS_TOKEN",
        "metrics_token",
        values.secret,
        "",
        "Bearer token /metrics wants of everybody; without it only this machine may read them.",
    ),
    Variable(
        "ALLOW_EPHEMERAL_SQLITE",
        "allow_ephemeral",
        values.switch,
        "0",
        "1: use SQLite although the platform (`DYNO` is set) loses its disk at every restart.",
    ),
    Variable(
        "PUBLIC_URL",
        "public_url",
        values.address,
        "",
        "Address at which anybody reaches the port; with it the bot shows its stories as pages "
        "([pages.md](pages.md)), and hubs tell it of news ([feeds.md](feeds.md#hubs)).",
    ),
    Variable(
        "TRANSLATE_URL",
        "translate_url",
        values.address,
        "",
        "A translator for headlines in another language than the reader's: the address of a "
        "LibreTranslate, or with TRANSLATE_MODEL one like `https://host/v1` "
        "([pages.md](pages.md#translator)).",
    ),
    Variable(
        "TRANSLATE_KEY", "translate_key", values.word, "", "The translator's key, if it wants one."
    ),
    Variable(
        "TRANSLATE_MODEL",
        "translate_model",
        values.word,
        "",
        "Name of a model: the translator speaks like OpenAI's chat completions.",
    ),
    Variable(
        "TRANSLATE_BUDGET",
        "translate_budget",
        values.count,
        "50000",
        "Characters given to the translator a day (UTC), at most.",
    ),
)
"""In the order of docs/settings.md."""

"""What `-h` says of each command beyond a line: formats, exit codes, examples."""

_JSON_LINES = "One JSON object per line, UTF-8; an answer per line, in order, at once."
_BAD = (
    "A line that cannot be read is answered with its number and what to write; then exit code 1."
)

MANUAL = {
    "run": """\
With TELEGRAM_TOKEN: the real bot, by long polling or WEBHOOK_URL.
--local:  the real feeds, and a Telegram page on this machine; no token needed.
Ends on SIGTERM or Ctrl-C.

example:  TELEGRAM_TOKEN=123456:ABC... isswire run
          isswire run --local""",
    "demo": """\
Starts feeds, a Telegram and the bot on this machine; open the address it prints.

example:  isswire demo --speed 6h --port 8090
          isswire demo --once --speed max     # prints every message and ends""",
    "poll": """\
Records everything `run` would, and sends nothing; `run` sends it later. For cron.
out:      one JSON object of counts: feeds, changed, failed, new, matched, stories;
          on standard error a line for each feed that failed
Exit code 1 where every feed that was asked failed.

example:  isswire poll --all""",
    "match": f"""\
in:       {{"id": 1, "title": "...", "summary"?, "text"?, "language"?, "feed"?, "url"?}}
out:      {{"id": 1, "topics": ["iss"], "reasons": ["..."]}}
{_JSON_LINES}
{_BAD}

example:  echo '{{"id": 1, "title": "Progress MS-31 docks with the ISS"}}' | isswire match
          isswire match --with new.yaml --since 7d""",
    "group": f"""\
in:       {{"id": 1, "title": "...", "published"?, "summary"?, "text"?, "feed"?, "role"?}}
out:      {{"id": 1, "story": "...", "relation": "new|same|joins", "kind": "..."}}
{_JSON_LINES}
{_BAD}
Lines are placed in the order given: oldest first; a date that cannot be read counts as none.

example:  isswire group < items.jsonl""",
    "tell": f"""\
{_JSON_LINES}
{_BAD}

example:  isswire tell < items.jsonl""",
    "compare": f"""\
in:       {{"id": 1, "a": {{"title": "..."}}, "b": {{"title": "..."}}}}
out:      {{"id": 1, "duplicate": false, "same_story": true, "score": 0.71, "reasons": []}}
{_JSON_LINES}
{_BAD}

example:  isswire compare < pairs.jsonl""",
    "summarize": f"""\
in:       {{"id": 1, "title": "...", "text": "...", "language": "en"}}
out:      {{"id": 1, "summary": "..."}}
{_JSON_LINES}
{_BAD}

example:  isswire summarize < articles.jsonl""",
    "explain": """\
in:       the options, or one JSON line of `match` on standard input
out:      a paragraph for each stage

example:  isswire explain --title "Russia to quit the ISS after 2024" --feed tass""",
    "feeds": """\
example:  isswire feeds add https://www.nasa.gov/blogs/spacestation/
          isswire feeds show tass""",
    "feeds add": """\
out:      a stanza for feeds.yaml; what was found, and what else, on standard error

example:  isswire feeds add https://www.nasa.gov/blogs/spacestation/ >> stanza.yaml""",
    "feeds export": """\
out:      OPML 2.0

example:  isswire feeds export > feeds.opml""",
    "feeds import": """\
in:       OPML, as readers export it
out:      stanzas for feeds.yaml; what was left out, and why, on standard error

example:  isswire feeds import feeds.opml""",
    "feeds show": """\
Reads the feed once, records nothing; stories are numbered within this document.
out:      each entry: when, headline, address; ours or not, and why; which story, and why
--json:   {"published", "title", "summary", "url", "language", "topics", "reasons", "story",
          "relation", "story_reasons"} per line

example:  isswire feeds show tass
          isswire feeds show https://example.org/rss --json | jq .title
          isswire feeds show saved.xml""",
    "check": """\
out:      a table of the feeds; or every error, with its line and what to write (exit code 2)
--online: a table of what each feed answers

example:  isswire check new-feeds.yaml --online""",
    "doctor": """\
out:      a line for each thing asked; what is wrong says what to do (exit code 1)

--chat:   posts one test message there with everything a post uses, edits it, deletes it;
          it is deleted at once, and silent

example:  isswire doctor
          isswire doctor --chat @yourchannel""",
    "migrate": """\
Every start does it as well. Names the database and its schema.
Stop all processes of an older version first.

example:  DATABASE_URL=sqlite:////var/lib/isswire/isswire.db isswire migrate""",
    "backup": """\
SQLite only, by its online backup; PostgreSQL has pg_dump. Names the database copied
and what the copy holds; refuses where no database is, and to overwrite.

example:  DATABASE_URL=sqlite:////var/lib/isswire/isswire.db isswire backup before.db""",
    "restore": """\
Stop the bot first. What is replaced stays beside it, as isswire.db-replaced.
Without FILE (PostgreSQL, after pg_restore) it only has the feeds read quietly.

example:  DATABASE_URL=sqlite:////var/lib/isswire/isswire.db isswire restore before.db""",
    "site": """\
The pages `run` shows at PUBLIC_URL, as files for a host that serves files. Run it again to
bring them up to date: what differs is written, what is no longer public is deleted.

example:  PUBLIC_URL=https://news.example.org isswire site /var/www/isswire""",
    "completion": """\
out:      a script for the shell

example:  eval "$(isswire completion bash)"       # in ~/.bashrc
          eval "$(isswire completion zsh)"        # in ~/.zshrc, after compinit""",
}
"""By command: printed under its options."""

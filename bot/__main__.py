"""python -m bot: arguments and environment in, exit code out."""

import os
import sys

from bot.cli.command_line import command
from bot.errors import BotError, ConfigError


def main() -> None:
    """Run one command. Exit codes: 0 done, 1 failed, 2 wrong arguments or settings."""
    try:
        sys.exit(command(sys.argv[1:], os.environ))
    except ConfigError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BotError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

"""The command: ``canonry …`` and ``python -m canonry …``. In: ``sys.argv``. Out: an exit code."""

from __future__ import annotations

import signal
import sys

from ._canonry import command


def main() -> int:
    """Do what the command line says; return the exit code."""
    # Ctrl-C ends the command at once, as it ends any other; Python would wait for it to return.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return command(["canonry", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

"""The command: ``canonry …`` and ``python -m canonry …``. In: ``sys.argv``. Out: an exit code."""

from __future__ import annotations

import argparse
import signal
import sys

from ._canonry import command


def main() -> int:
    """Do what the command line says; return the exit code."""
    if sys.argv[1:2] == ["spark-pack"]:
        return _pack(sys.argv[2:])
    # Ctrl-C ends the command at once, as it ends any other; Python would wait for it to return.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return command(["canonry", *sys.argv[1:]])


def _pack(words: list[str]) -> int:
    from .spark import pack

    parser = argparse.ArgumentParser(prog="canonry spark-pack", description="Pack canonry for the workers of a Spark cluster.")
    parser.add_argument("-o", "--output", default="canonry-deps.zip", metavar="FILE", help="file to write to")
    print(pack(parser.parse_args(words).output))
    return 0


if __name__ == "__main__":
    sys.exit(main())

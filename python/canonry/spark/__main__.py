"""``python -m canonry.spark``: files cleaned with Spark. In: the words typed. Out: files, a manifest, an exit code.

Not here: how lots are cleaned and noted (``job``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from canonry import Cleaner
from canonry.spark.job import Job, Refused, Stopped, run

DONE, USAGE, QUARANTINED, STOPPED = 0, 2, 3, 4

EPILOG = """
Exit codes: 0 done · 2 wrong usage, nothing written · 3 done, some rows were left as they were · 4 stopped, --resume goes on
Spark is set up as by spark-submit: --master and --conf, SPARK_CONF_DIR, PYSPARK_SUBMIT_ARGS.

  python -m canonry.spark --input pages/ --output clean/ --text body --add lang,mentions
  python -m canonry.spark --input 'hdfs:///pages/*.parquet' --output hdfs:///clean --resume --max-error-rate 1% \\
      --conf spark.archives=canonry-deps.zip#canonry --conf spark.executorEnv.PYTHONPATH=canonry
"""

#: Settings of the cleaner: flags of ``canonry clean`` and the arguments of :class:`canonry.Cleaner`.
ONE = {"preset": "preset", "quotes": "quotes", "dups": "dups", "lang": "lang"}
LISTS = {"stages": "stages", "names": "names", "strip": "strip", "keep": "keep"}
MANY = {
    "protect": "protect",
    "protect-pattern": "protect_patterns",
    "protect-line": "protect_lines",
    "dict": "dictionaries",
    "residue": "residue",
    "disable": "disable",
}


def parser() -> argparse.ArgumentParser:
    """The flags."""
    made = argparse.ArgumentParser(
        "python -m canonry.spark",
        description="Clean a column of files with Spark.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = made.add_argument
    add("--input", action="append", required=True, metavar="PATH", help="files, folders or patterns; may be repeated")
    add("--output", required=True, metavar="FOLDER", help="folder to write to, new or empty")
    add("--text", default="text", metavar="COLUMN", help="the column that is cleaned (text)")
    add("--clean", metavar="COLUMN", help="write the clean text to this column, not in the place of the text")
    add("--add", type=_outputs, default={}, metavar="lang,mentions,edits", help="columns more, each with its name or as KIND=NAME")
    add("--error", default="canonry_error", metavar="COLUMN", help="why a row stayed as it came (canonry_error); '' for none")
    add("--on-error", choices=("keep", "null", "fail"), default="keep", help="a row that cannot be cleaned keeps its text, has none, or ends the job")
    add("--max-error-rate", type=_rate, metavar="1%", help="stop when more rows are bad")
    add("--format", default="auto", metavar="NAME", help="parquet, json (lines), csv, orc or another format of Spark; told by the names of the files")
    add("--output-format", default="same", metavar="NAME", help="as --format; same as the input")
    add("--option", action="append", type=_pair, default=[], metavar="KEY=VALUE", help="of Spark, for reading; may be repeated")
    add("--lot", type=_bytes, default=4 << 30, metavar="SIZE", help="bytes of input that a stopped job does anew at most (4G)")
    add("--resume", action="store_true", help="go on with a job that was stopped")
    add("--overwrite", action="store_true", help="replace what is in the folder")
    add("--master", metavar="URL", help="of the cluster")
    add("--conf", action="append", type=_pair, default=[], metavar="KEY=VALUE", help="of Spark; may be repeated")
    settings = made.add_argument_group("settings, as canonry clean --help tells them")
    for flag in (*ONE, *LISTS):
        settings.add_argument(f"--{flag}")
    settings.add_argument("--mark", action="store_true")
    for flag in MANY:
        settings.add_argument(f"--{flag}", action="append")
    return made


def cleaner_of(args: argparse.Namespace) -> Cleaner:
    """The cleaner with the settings typed."""
    given = {name: getattr(args, flag.replace("-", "_")) for flag, name in {**ONE, **LISTS, **MANY}.items()}
    settings: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name in LISTS.values():
        if name in settings:
            settings[name] = settings[name].split(",")
    return Cleaner(mark=args.mark, **settings)


def main(words: Sequence[str]) -> int:
    """Do what the words say."""
    args = parser().parse_args(words)
    job = Job(
        input=args.input,
        output=args.output,
        text=args.text,
        format=args.format,
        output_format=args.output_format,
        outputs={"text": args.clean or args.text, **args.add, **({"error": args.error} if args.error else {})},
        on_error=args.on_error,
        max_error_rate=args.max_error_rate,
        lot=args.lot,
        options=dict(args.option),
    )
    try:
        cleaner = cleaner_of(args)
    except ValueError as error:
        return _say(error, USAGE)
    try:
        from pyspark.errors import AnalysisException, PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        return _say("PySpark is not installed: pip install pyspark", USAGE)
    builder = SparkSession.builder.appName("canonry")
    if args.master:
        builder = builder.master(args.master)
    for key, value in args.conf:
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        done = run(session, cleaner, job, resume=args.resume, overwrite=args.overwrite, tell=_say)
    except (Refused, ValueError, AnalysisException) as error:
        return _say(error, USAGE)
    except Stopped as error:
        return _say(f"stopped: {error}", STOPPED)
    except PySparkException as error:
        return _say(f"stopped: {_reason(str(error))}", STOPPED)
    finally:
        session.stop()
    _say(f"{done['rows']:,} rows, {done['errors']:,} errors")
    return QUARANTINED if done["errors"] else DONE


def _reason(words: str) -> str:
    """What Python said on a worker, without the stack of the cluster; all of it where nothing is known."""
    said = [line for line in words.splitlines() if line.startswith(("RuntimeError: ", "ImportError: "))]
    return said[-1].split(": ", 1)[1] if said else words


def _say(words: object, code: int = DONE) -> int:
    print(f"canonry.spark: {words}", file=sys.stderr)
    return code


def _outputs(words: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in words.split(",") if word]
    for kind, _, _ in pairs:
        if kind not in ("lang", "mentions", "edits"):
            raise argparse.ArgumentTypeError(f"unknown output `{kind}`; there are: lang, mentions, edits")
    return {kind: name or kind for kind, _, name in pairs}


def _pair(words: str) -> tuple[str, str]:
    key, given, value = words.partition("=")
    if not given:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, found `{words}`")
    return key, value


def _rate(words: str) -> float:
    try:
        rate = float(words[:-1]) / 100 if words.endswith("%") else float(words)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"expected a share such as 1% or 0.01, found `{words}`")
    return rate


def _bytes(words: str) -> int:
    powers = {"K": 10, "M": 20, "G": 30, "T": 40}
    number, power = (words[:-1], powers[words[-1]]) if words[-1:] in powers else (words, 0)
    if not number.isdigit() or int(number) == 0:
        raise argparse.ArgumentTypeError(f"expected a size such as 512M or 4G, found `{words}`")
    return int(number) << power


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

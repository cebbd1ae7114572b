"""The namespace of Polars."""

from __future__ import annotations

from typing import Any

import pytest
from canonry import Cleaner

from conftest import PAGES

pl = pytest.importorskip("polars", reason="polars is not installed")
import canonry.polars  # noqa: E402

ROWS = [page for page, _ in PAGES] + [None]
CLEAN = [clean for _, clean in PAGES] + [None]


def frames() -> Any:
    return pl.DataFrame({"id": range(len(ROWS)), "text": ROWS})


def test_an_expression_eager_lazy_and_streaming() -> None:
    expression = pl.col("text").canonry.clean()
    eager = frames().with_columns(expression)
    assert eager["text"].to_list() == CLEAN and eager["id"].to_list() == list(range(len(ROWS)))
    assert frames().lazy().with_columns(expression).collect().equals(eager)
    assert frames().lazy().with_columns(expression).collect(engine="streaming").equals(eager)
    assert frames().lazy().with_columns(expression).collect_schema() == eager.schema


def test_settings_and_a_cleaner() -> None:
    by_settings = frames().select(pl.col("text").canonry.clean(preset="minimal"))
    by_cleaner = frames().select(pl.col("text").canonry.clean(Cleaner("minimal")))
    assert by_settings.equals(by_cleaner)
    assert by_settings["text"][0].startswith("Isis-K hits Kabul\nShare")
    with pytest.raises(ValueError, match="did you mean `news`"):
        pl.col("text").canonry.clean(preset="nws")


def test_languages_and_names() -> None:
    frame = frames().with_columns(
        lang=pl.col("text").canonry.lang(), mentions=pl.col("text").canonry.mentions()
    )
    assert frame["lang"].to_list()[:2] == ["en", "it"] and frame["lang"][-1] is None
    assert frame.schema["mentions"] == canonry.polars.MENTIONS
    counted = (
        frame.explode("mentions").unnest("mentions").filter(~pl.col("boilerplate")).group_by("entity").len().sort("entity")
    )
    assert dict(counted.iter_rows())["org/islamic-state-khorasan"] == 4
    lazy = frames().lazy().select(pl.col("text").canonry.mentions())
    assert lazy.collect().schema == lazy.collect_schema()


def test_a_series() -> None:
    series = frames()["text"]
    assert series.canonry.clean().to_list() == CLEAN
    assert series.canonry.lang().to_list()[:2] == ["en", "it"]
    assert series.canonry.mentions().name == "text"
    categories = series.cast(pl.Categorical)
    assert categories.canonry.clean().cast(pl.String).to_list() == CLEAN

"""Ray Data: a class for ``Dataset.map_batches``, built once for each actor.

In: batches of pyarrow. Out: the same batches with the columns made of one of them. Not here: how rows are cleaned.
"""

from __future__ import annotations

from typing import Any

from ._cleaner import Cleaner
from ._jobs import Outputs, cleaner_of, named


class Clean:
    """Cleans the column ``text`` of every batch; all other columns stay.

    ``outputs`` names the columns that are made, any of the outputs of :meth:`canonry.Cleaner.clean_table`: unless told
    otherwise the clean text in the place of the text, and ``canonry_error``. A row that cannot be cleaned keeps its text and
    has an error: an exception would end the whole job. Settings are those of :class:`canonry.Cleaner`. An actor cleans with
    one thread, Ray runs as many as ``concurrency`` says.

    ``pages.map_batches(Clean, fn_constructor_kwargs={"preset": "press"}, batch_format="pyarrow", concurrency=4)``
    """

    def __init__(
        self, text: str = "text", outputs: Outputs | None = None, *, cleaner: Cleaner | None = None, **settings: Any
    ) -> None:
        self._map = cleaner_of(cleaner, settings).arrow_map(text, named(text, outputs), threads=1)

    def __call__(self, batch: Any) -> Any:
        """The batch with the columns asked for."""
        return self._map(batch)

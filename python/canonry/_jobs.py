"""What jobs on clusters make of a column. In: the name of the column, the outputs asked for. Out: outputs by name.

Not here: how rows are cleaned; any engine (``canonry.spark``, ``canonry.ray``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._cleaner import Cleaner

#: Outputs and their columns; what is ``None`` is not made.
Outputs = Mapping[str, "str | None"]

#: Why a row stayed as it came, unless told otherwise.
ERROR = "canonry_error"


def named(text: str, outputs: Outputs | None) -> dict[str, str]:
    """The columns that are made: unless told otherwise the clean text in its place, and why a row stayed as it came."""
    wanted = {"text": text, "error": ERROR} if outputs is None else outputs
    return {output: name for output, name in wanted.items() if name is not None}


def cleaner_of(cleaner: Cleaner | None, settings: Mapping[str, Any]) -> Cleaner:
    """The cleaner that was handed over, or the one with these settings."""
    if cleaner is not None and settings:
        raise ValueError(f"a cleaner has its settings already; found also: {', '.join(settings)}")
    return cleaner or Cleaner(**settings)

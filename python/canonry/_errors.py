"""Exceptions and warnings. In: nothing. Out: classes. Not here: when they are raised (see the Rust code)."""

from __future__ import annotations


class DictionaryError(ValueError):
    """A dictionary that cannot be used.

    ``path`` names it; ``line`` and ``column`` count from 1 and are ``None`` where the whole file is meant. The message
    shows the line with a caret below the mistake.
    """

    def __init__(self, message: str, path: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, path, line, column)
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return str(self.args[0])


class RunError(RuntimeError):
    """A run over files that stopped: ``code`` is the exit code of the command, the message what it said."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message, code)
        self.code = code

    def __str__(self) -> str:
        return str(self.args[0])


class RowWarning(UserWarning):
    """Rows of a batch that stay as they came. Pass ``errors=[]`` to collect them instead."""


class DictionaryWarning(UserWarning):
    """Something about a dictionary that a person should know; it is used all the same."""

"""What goes wrong, under the names that Optuna gives it where it has one."""

from __future__ import annotations


class WaggleError(Exception):
    """Anything that this package itself says is wrong."""


class TrialPruned(WaggleError):  # noqa: N818 -- Optuna's name.
    """Raise it in an objective to stop a hopeless trial."""


class Refused(WaggleError):  # noqa: N818
    """The seed refused a call. ``word`` is for programs, the text for people."""

    def __init__(self, status: int, word: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.word = word


class SeedUnreachable(WaggleError, ConnectionError):  # noqa: N818
    """No seed answered for as long as this client waits."""

"""What a trial may be asked for, as the seed's API says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._values import plain

Distribution = dict[str, Any]
"""``{"type": "float", "low": 0, "high": 1}`` and so on; see ``docs/http-api.md``."""


def float_distribution(low: float, high: float, log: bool = False, step: float | None = None) -> Distribution:
    """Floats from ``low`` to ``high``."""
    return {"type": "float", "low": float(low), "high": float(high), "log": bool(log), "step": step and float(step)}


def int_distribution(low: int, high: int, log: bool = False, step: int = 1) -> Distribution:
    """Whole numbers from ``low`` to ``high``, both included."""
    said: Distribution = {"type": "int", "low": _whole(low), "high": _whole(high), "log": bool(log)}
    if not log or step != 1:
        said["step"] = _whole(step)
    return said


def categorical_distribution(choices: Sequence[Any]) -> Distribution:
    """One of several texts, numbers, truth values or None."""
    known = [plain(choice) for choice in choices]
    for choice in known:
        if not (choice is None or isinstance(choice, (bool, int, float, str))):
            raise ValueError(
                f"A choice must be a text, a number, a truth value or None, and {choice!r} is a {type(choice).__name__}: "
                "suggest a name for it, and look it up in the objective."
            )
    return {"type": "categorical", "choices": known}


def as_distribution(given: Distribution | Any) -> Distribution:
    """Of one of Optuna's distributions what the seed calls it."""
    if isinstance(given, Mapping):
        return dict(given)
    if hasattr(given, "choices"):
        return categorical_distribution(given.choices)
    if type(given).__name__.startswith("Int"):
        return int_distribution(given.low, given.high, given.log, given.step)
    if hasattr(given, "low"):
        return float_distribution(given.low, given.high, given.log, given.step)
    raise ValueError(f"{given!r} is no distribution.")


def _whole(number: Any) -> int:
    number = plain(number)
    if int(number) != number:
        raise ValueError(f"{number!r} is no whole number: use suggest_float.")
    return int(number)

"""Numbers and choices as JSON has them, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, Union

Choice = Union[None, bool, int, float, str]
Scalar = Union[None, bool, int, float, str]

_NAMES = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def plain(value: Any) -> Any:
    """Of a scalar of NumPy, or of anything with ``item()``, the Python value; anything else as it is."""
    if value is None or isinstance(value, (bool, int, float, str)):
        # Their subclasses (numpy.float64, enumerations) are told as what they are of.
        for kind in (bool, int, float, str):
            if isinstance(value, kind):
                return kind(value)
        return value
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "size", 1) == 1:
        return item()
    return value


def to_number(value: Any, what: str) -> float:
    """A float; raises TypeError with a sentence for what is none."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        try:
            return float(value)
        except (TypeError, ValueError):
            raise TypeError(f"{what} must be a number, not {type(value).__name__}.") from None
    return float(value)


def json_number(value: float) -> float | str:
    """JSON has no name for what is no number; the seed knows these."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def read_number(value: int | float | str | None) -> float | None:
    """What ``json_number`` wrote; None stays None."""
    if value is None:
        return None
    return _NAMES[value] if isinstance(value, str) else float(value)


def attribute(value: Any) -> Scalar:
    """What the seed keeps of an attribute: scalars as they are, anything else as JSON text."""
    value = plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(json_number(value))
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return json.dumps(value, default=plain)


def choice_of(answered: Any, choices: Sequence[Any]) -> Any:
    """The caller's own choice that the seed means; JSON does not tell 1 from 1.0."""
    for same_kind in (True, False):
        for choice in choices:
            value = plain(choice)
            if value == answered and (isinstance(value, bool) is isinstance(answered, bool)):
                if same_kind and type(value) is not type(answered):
                    continue
                return choice
    return answered

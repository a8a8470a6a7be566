"""A trial while it runs, and what is known of one that has ended."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ._distributions import Distribution, categorical_distribution, float_distribution, int_distribution
from ._values import Scalar, attribute, choice_of, json_number, read_number, to_number

if TYPE_CHECKING:
    from .study import Study


class TrialState(enum.Enum):
    """How a trial stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    PRUNED = "pruned"
    FAIL = "failed"

    def is_finished(self) -> bool:
        """Whether it has ended."""
        return self is not TrialState.RUNNING


@dataclass(frozen=True)
class FrozenTrial:
    """A trial that has ended, in this process, in another, or in a tab."""

    number: int | None
    """None where it ran in a tab or a terminal."""
    state: TrialState
    values: list[float] | None
    params: dict[str, Any]
    user_attrs: dict[str, Scalar] = field(default_factory=dict)
    constraints: dict[str, float] = field(default_factory=dict)
    intermediate_values: dict[int, float] = field(default_factory=dict)
    datetime_start: datetime | None = None
    duration: timedelta | None = None
    worker: str = ""
    error: str | None = None
    place: int = 0
    """It was the so manieth to end, from 1."""

    @property
    def value(self) -> float | None:
        """Of a study of one objective."""
        return self.values[0] if self.values else None

    @property
    def datetime_complete(self) -> datetime | None:
        """By the seed's date."""
        if self.datetime_start is None or self.duration is None:
            return None
        return self.datetime_start + self.duration

    @property
    def last_step(self) -> int | None:
        """Of its last report."""
        return max(self.intermediate_values, default=None)


def frozen_trial(told: dict[str, Any]) -> FrozenTrial:
    """From what the seed says of a trial."""
    values = [number for number in map(read_number, told["values"]) if number is not None]
    return FrozenTrial(
        number=told["number"],
        state=TrialState(told["state"]),
        values=values or None,
        params=dict(told["params"]),
        user_attrs=dict(told["attributes"]),
        constraints={key: read_number(value) or 0.0 for key, value in told["constraints"].items()},
        intermediate_values={int(step): read_number(first) or 0.0 for step, first, *_ in told["reports"]},
        datetime_start=datetime.fromtimestamp(told["askedMs"] / 1000, timezone.utc),
        duration=timedelta(milliseconds=told["durationMs"]),
        worker=told["worker"],
        error=told["error"],
        place=told["place"],
    )


class BaseTrial:
    """What an objective is given: it asks this for values, and says how it goes."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.params: dict[str, Any] = {}
        self.user_attrs: dict[str, Any] = {}
        self.constraints: dict[str, float] = {}
        self.distributions: dict[str, Distribution] = {}
        self._prunes: bool | None = None

    def suggest_float(self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False) -> float:
        """A float from ``low`` to ``high``."""
        return float(self._suggest(name, float_distribution(low, high, log, step)))

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1, log: bool = False) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self._suggest(name, int_distribution(low, high, log, step)))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """One of the choices, the very object that was given."""
        said = categorical_distribution(choices)
        value = choice_of(self._suggest(name, said), choices)
        self.params[name] = value
        return value

    def report(self, value: float | Sequence[float], step: int) -> None:
        """What it has come to at a step; the first word of a step counts."""
        step = int(to_number(step, "A step"))
        if step < 0:
            raise ValueError(f"A step is 0 or more, not {step}.")
        body: dict[str, Any] = {"step": step}
        if isinstance(value, (list, tuple)):
            body["values"] = [json_number(to_number(each, "A reported value")) for each in value]
        else:
            body["value"] = json_number(to_number(value, "A reported value"))
        self._prunes = self._reported(body)

    def should_prune(self) -> bool:
        """Whether it is hopeless: then ``raise waggle.TrialPruned()``."""
        if self._prunes is None:
            self._prunes = self._is_hopeless()
        said, self._prunes = self._prunes, None
        return said

    def set_user_attr(self, key: str, value: Any) -> None:
        """A note beside its values: scalars are kept as they are, anything else as JSON text."""
        self.user_attrs[key] = attribute(value)

    def set_constraint(self, key: str, value: float) -> None:
        """Feasible where this is 0 or less."""
        number = to_number(value, "A constraint")
        if not math.isfinite(number):
            raise ValueError(f"A constraint must be finite, not {number}.")
        self.constraints[key] = number

    def _suggest(self, name: str, said: Distribution) -> Any:
        if name in self.params:
            if self.distributions[name]["type"] != said["type"]:
                raise ValueError(f"{name!r} was asked for as {self.distributions[name]['type']} in this trial.")
            return self.params[name]
        value = self._given(name, said)
        self.params[name] = value
        self.distributions[name] = said
        return value

    def _given(self, name: str, said: Distribution) -> Any:
        raise NotImplementedError

    def _reported(self, body: dict[str, Any]) -> bool:
        raise NotImplementedError

    def _is_hopeless(self) -> bool:
        raise NotImplementedError


class Trial(BaseTrial):
    """A trial of a study at a seed."""

    def __init__(self, study: Study, number: int, shown: Sequence[tuple[str, Distribution, Any]] = ()) -> None:
        super().__init__(number)
        self.study = study
        self._shown = list(shown)
        self._is_as_shown = True
        self._at = f"{study._at}/trials/{quote(str(number))}"

    def _given(self, name: str, said: Distribution) -> Any:
        return self._as_shown(name, said) if self._is_as_shown else self._asked(name, said)

    def _reported(self, body: dict[str, Any]) -> bool:
        return bool(self.study._seed.post(f"{self._at}/report", body)["prune"])

    def _is_hopeless(self) -> bool:
        return bool(self.study._seed.get(f"{self._at}/should-prune")["prune"])

    def _as_shown(self, name: str, said: Distribution) -> Any:
        at = len(self.params)
        if at < len(self._shown) and self._shown[at][:2] == (name, said):
            return self._shown[at][2]
        # The seed has to know what was taken before: it draws in the order in which it is asked.
        self._is_as_shown = False
        for taken, distribution in self.distributions.items():
            self._asked(taken, distribution)
        return self._asked(name, said)

    def _asked(self, name: str, said: Distribution) -> Any:
        return self.study._seed.post(f"{self._at}/suggest", {"name": name, **said})["value"]

    def _taken(self) -> list[dict[str, Any]]:
        if not self._is_as_shown:
            return []
        return [{"name": name, **said} for name, said in self.distributions.items()]

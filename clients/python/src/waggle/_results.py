"""What a study has found, without its seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ._trial import FrozenTrial, TrialState


def rows_of(trials: Sequence[FrozenTrial], directions: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each trial, with the columns of Optuna's ``trials_dataframe``."""
    names = [f"values_{i}" for i in range(len(directions))] if len(directions) > 1 else ["value"]
    params = sorted({name for trial in trials for name in trial.params})
    attrs = sorted({name for trial in trials for name in trial.user_attrs})
    rows = []
    for trial in trials:
        values: Sequence[Any] = trial.values or [None] * len(names)
        row: dict[str, Any] = {"number": trial.number, **dict(zip(names, values))}
        row.update(datetime_start=trial.datetime_start, datetime_complete=trial.datetime_complete)
        row["duration"] = trial.duration
        row.update({f"params_{name}": trial.params.get(name) for name in params})
        row.update({f"user_attrs_{name}": trial.user_attrs.get(name) for name in attrs})
        row["state"] = trial.state.name
        rows.append(row)
    return rows


def dataframe_of(trials: Sequence[FrozenTrial], directions: Sequence[str]) -> Any:
    """The same as a table of pandas."""
    try:
        import pandas
    except ImportError:
        raise ImportError("trials_dataframe needs pandas: pip install pandas, or use trials.") from None
    return pandas.DataFrame(rows_of(trials, directions))


@dataclass(frozen=True)
class StudyResult:
    """Best and trials of a study that need not be there any more; can be pickled."""

    study_name: str
    directions: list[str]
    trials: list[FrozenTrial]

    @property
    def best_trial(self) -> FrozenTrial:
        """Of a study of one objective. Raises ValueError where none is complete."""
        if len(self.directions) > 1:
            raise RuntimeError("This study has several objectives: it has no single best.")
        complete = [trial for trial in self.trials if trial.state is TrialState.COMPLETE and trial.value is not None]
        if not complete:
            raise ValueError("No trials are completed yet.")
        sign = -1 if self.directions[0] == "maximize" else 1
        return min(complete, key=lambda trial: sign * (trial.value or 0))

    @property
    def best_value(self) -> float:
        """Of the best trial."""
        return self.best_trial.value or 0.0

    @property
    def best_params(self) -> dict[str, Any]:
        """Of the best trial."""
        return self.best_trial.params

    def trials_dataframe(self) -> Any:
        """A table of pandas with the columns of Optuna's."""
        return dataframe_of(self.trials, self.directions)

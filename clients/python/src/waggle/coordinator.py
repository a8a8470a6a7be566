"""The flow of metaflow-optuna: a coordinator beside many tasks, each of which runs one trial."""

from __future__ import annotations

import functools
import json
import logging
import os
import shlex
import shutil
import subprocess
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, TypeVar

from ._distributions import as_distribution, categorical_distribution
from ._results import StudyResult
from ._seed import Seed
from ._trial import FrozenTrial, TrialState, frozen_trial
from ._values import choice_of, json_number, to_number
from .errors import Refused, WaggleError
from .study import DEFAULT_URL, create_study

Step = TypeVar("Step", bound=Callable[..., None])

FIRST_PAUSE_S = 0.2
MAX_PAUSE_S = 5.0
GROWTH = 1.5
ASK_WITHIN_S = 150.0
ENDS_WITHIN_S = 30.0
"""A coordinator that is asked to end writes what it has."""


class HyperparamError(WaggleError):
    """A step is not as its decorator needs it."""


def await_coordinator(coordinator_id: str, timeout: float = 120) -> str:
    """The address of the coordinator of that id, once it answers. Raises TimeoutError with a sentence."""
    until = time.monotonic() + timeout
    pause = FIRST_PAUSE_S
    path = rendezvous(coordinator_id)
    while True:
        url = _read(path).get("url")
        if isinstance(url, str) and _answers(url):
            return url
        if time.monotonic() + pause > until:
            raise TimeoutError(
                f"No coordinator {coordinator_id} within {timeout:g} s: is its step running here? It says so in {path}."
            )
        time.sleep(pause)
        pause = min(MAX_PAUSE_S, pause * GROWTH)


def rendezvous(coordinator_id: str) -> Path:
    """Where a coordinator says its address."""
    return Path(tempfile.gettempdir()) / f"mf-svc-metaflow-optuna-{coordinator_id}.json"


@dataclass(frozen=True)
class TrialResult:
    """What became of the trial of a task; can be pickled."""

    trial_number: int
    params: dict[str, Any]
    value: float | None
    state: str
    """``complete`` or ``failed``."""
    duration_seconds: float
    start_datetime: datetime
    error: str | None = None


class CoordinatorTrial:
    """A trial that a coordinator gives; it is asked for at once."""

    def __init__(self, url: str) -> None:
        self._seed = Seed(url, patience=ASK_WITHIN_S, base="")
        self.number: int = self._seed.post("/ask")["trial_number"]
        self.params: dict[str, Any] = {}

    def suggest_float(self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False) -> float:
        """A float from ``low`` to ``high``."""
        return float(self._suggest("float", name, low=float(low), high=float(high), step=step, log=log))

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1, log: bool = False) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self._suggest("int", name, low=int(low), high=int(high), step=int(step), log=log))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """One of the choices, the very object that was given."""
        said = categorical_distribution(choices)["choices"]
        self.params[name] = choice_of(self._suggest("categorical", name, choices=said), choices)
        return self.params[name]

    def _suggest(self, kind: str, name: str, **asked: Any) -> Any:
        if name not in self.params:
            body = {"trial_number": self.number, "name": name, **asked}
            self.params[name] = self._seed.post(f"/suggest/{kind}", body)["value"]
        return self.params[name]

    def _tell(self, value: float | None, error: str | None) -> None:
        body: dict[str, Any] = {"trial_number": self.number, "value": value, "state": "complete"}
        if value is None or isinstance(json_number(value), str):
            body.update(value=None, state="failed", error=(error or f"The value was {value}.")[:1000])
        self._seed.post("/tell", body)

    def __getstate__(self) -> dict[str, Any]:
        # A task's artifacts are pickled; connections are not.
        return {"number": self.number, "params": self.params}


class ReplayTrial:
    """A trial whose values were drawn before, by ``create_study_inputs``."""

    def __init__(self, number: int, params: Mapping[str, Any]) -> None:
        self.number = number
        self.params = dict(params)

    def suggest_float(self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False) -> float:
        """What was drawn; the range is not looked at."""
        return float(self._drawn(name))

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1, log: bool = False) -> int:
        """What was drawn; the range is not looked at."""
        return int(self._drawn(name))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """What was drawn."""
        return choice_of(self._drawn(name), choices)

    def _drawn(self, name: str) -> Any:
        if name not in self.params:
            raise KeyError(f"Nothing was drawn for {name!r}; there are {', '.join(sorted(self.params))}.")
        return self.params[name]


def hyperparam(
    objective: str, direction: str = "minimize", suppress_logs: bool = True, mode: str = "adaptive"
) -> Callable[[Step], Step]:
    """
    Makes a step run one trial: gives it ``self.trial``, tells the attribute that ``objective`` names, and leaves
    ``self.trial_result``. What the step throws is told as failed and not raised, so that the other tasks go on.
    """
    if mode not in ("adaptive", "batch"):
        raise HyperparamError(f"mode is 'adaptive' or 'batch', not {mode!r}.")
    if direction not in ("minimize", "maximize"):
        raise HyperparamError(f"direction is 'minimize' or 'maximize', not {direction!r}.")

    def decorate(step: Step) -> Step:
        @functools.wraps(step)
        def run(task: Any, *args: Any, **more: Any) -> None:
            if suppress_logs:
                logging.getLogger("optuna").setLevel(logging.WARNING)
            task.trial = trial = _trial_of(task, mode)
            began, started = time.perf_counter(), datetime.now(timezone.utc)
            value, error = None, None
            try:
                step(task, *args, **more)
                if getattr(task, objective, None) is None:
                    raise HyperparamError(f"The step left no self.{objective}: set it to the value of the trial.")
                value = to_number(getattr(task, objective), f"self.{objective}")
            except Exception as thrown:
                error = f"{type(thrown).__name__}: {thrown}"
                traceback.print_exc()
                print(f"Trial {trial.number} failed: {error}")
            task.trial_result = TrialResult(
                trial_number=trial.number,
                params=dict(trial.params),
                value=value,
                state="failed" if value is None else "complete",
                duration_seconds=time.perf_counter() - began,
                start_datetime=started,
                error=error,
            )
            if isinstance(trial, CoordinatorTrial):
                _tell(trial, value, error)

        return run  # type: ignore[return-value]

    return decorate


def optuna_coordinator(
    direction: str = "minimize", sampler: str = "tpe", port: int | None = None, timeout: float = 7200
) -> Callable[[Step], Step]:
    """
    Makes a step the coordinator: after its body it serves ``self.n_trials_int`` trials under ``self.coordinator_id``
    until the last has ended, and leaves ``self.study``. It is the command ``waggle`` that serves (or ``WAGGLE_COMMAND``).
    """

    def decorate(step: Step) -> Step:
        @functools.wraps(step)
        def run(task: Any, *args: Any, **more: Any) -> None:
            for name in ("coordinator_id", "n_trials_int"):
                if getattr(task, name, None) is None:
                    raise HyperparamError(f"self.{name} is not there: set it in an earlier step.")
            step(task, *args, **more)
            asked = ["--direction", direction, "--sampler", sampler, "--timeout", f"{timeout:g}"]
            if port is not None:
                asked += ["--port", str(port)]
            task.study = _serve(str(task.coordinator_id), int(task.n_trials_int), direction, asked)

        return run  # type: ignore[return-value]

    return decorate


def create_study_inputs(
    search_space: Mapping[str, Any], n_trials: int, url: str = DEFAULT_URL, sampler: str = "qmc", seed: int = 42
) -> list[dict[str, Any]]:
    """Points for ``mode="batch"``, all drawn at once by a seed: ``{"trial_number", "params"}`` each."""
    space = {name: as_distribution(each) for name, each in search_space.items()}
    study = create_study(url, study_name="drawn at once", sampler=sampler, seed=seed)
    try:
        drawn = [study.ask(space) for _ in range(n_trials)]
    finally:
        study.end()
    return [{"trial_number": trial.number, "params": trial.params} for trial in drawn]


def rebuild_study(inputs: Sequence[Any], objective: str = "value", direction: str = "minimize") -> StudyResult:
    """What the tasks of a join found, of each task's ``trial_result``."""
    results = [task.trial_result for task in inputs if hasattr(task, "trial_result")]
    trials = [
        FrozenTrial(
            number=result.trial_number,
            state=TrialState.COMPLETE if result.value is not None else TrialState.FAIL,
            values=None if result.value is None else [result.value],
            params=result.params,
            datetime_start=result.start_datetime,
            error=result.error,
        )
        for result in results
    ]
    return StudyResult(objective, [direction], sorted(trials, key=lambda trial: trial.number or 0))


def render_study_html(study: Any) -> str:
    """Not there yet."""
    raise NotImplementedError(f"{_NO_REPORT} {_INSTEAD}")


def render_study_card(study: Any) -> None:
    """Not there yet."""
    raise NotImplementedError(f"{_NO_REPORT} {_INSTEAD}")


_NO_REPORT = "This version of Waggle writes no report of a study."
_INSTEAD = "Use study.trials_dataframe(), or waggle export for Optuna's own plots."


def _trial_of(task: Any, mode: str) -> Any:
    url = getattr(task, "coordinator_url", None)
    if mode == "adaptive" and url:
        return CoordinatorTrial(url)
    drawn = getattr(task, "input", None)
    if not isinstance(drawn, Mapping) or not isinstance(drawn.get("params"), Mapping):
        raise HyperparamError(
            "There is neither self.coordinator_url (of await_coordinator) nor a self.input of create_study_inputs: set one."
        )
    return ReplayTrial(int(drawn.get("trial_number", 0)), drawn["params"])


def _tell(trial: CoordinatorTrial, value: float | None, error: str | None) -> None:
    """The task has its result in any case; a word that is lost is made good by whoever asks next."""
    try:
        trial._tell(value, error)
    except (WaggleError, OSError) as lost:
        print(f"Trial {trial.number} could not be told: {lost}")
    finally:
        trial._seed.close()


def _serve(coordinator_id: str, n_trials: int, direction: str, asked: list[str]) -> StudyResult:
    with tempfile.TemporaryDirectory(prefix="waggle-coordinator-") as folder:
        out = Path(folder) / "trials.json"
        data = _home() / "coordinators" / coordinator_id
        # A resumed flow goes on where the last one was.
        begins = ["--resume"] if (data / "coordinator.json").exists() else ["--trials", str(n_trials)]
        args = ["coordinator", *begins, "--id", coordinator_id, "--data", str(data), "--out", str(out), *asked]
        process = subprocess.Popen([*_command(), *args], stdout=subprocess.PIPE, text=True)
        try:
            said, _ = process.communicate()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(ENDS_WITHIN_S)
        # Not its address: whoever has that may tell trials, and logs are read by many.
        print("".join(line for line in said.splitlines(keepends=True) if not line.startswith("http")), end="")
        if not out.exists():
            raise WaggleError(f"The coordinator ended with code {process.returncode} and left no trials: see what it said above.")
        told = json.loads(out.read_text())
        trials = sorted((frozen_trial(each) for each in told["trials"]), key=lambda trial: trial.number or 0)
        if told["isWhole"]:
            shutil.rmtree(data, ignore_errors=True)
        return StudyResult(coordinator_id, [direction], trials)


def _home() -> Path:
    """Where the command keeps what it keeps."""
    named = os.environ.get("WAGGLE_HOME")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "waggle"


def _command() -> list[str]:
    named = os.environ.get("WAGGLE_COMMAND")
    if named:
        return shlex.split(named)
    found = shutil.which("waggle")
    if found is None:
        raise WaggleError("The command waggle is not there: npm install -g waggle, or set WAGGLE_COMMAND to what starts it.")
    return [found]


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _answers(url: str) -> bool:
    seed = Seed(url, patience=0, base="")
    try:
        return bool(seed.get("/health")["ready"])
    except (WaggleError, Refused, OSError):
        return False
    finally:
        seed.close()

"""A study at a seed, seen from this process."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, Union

from ._distributions import Distribution, as_distribution
from ._optimize import Callback, Catch, optimize
from ._results import StudyResult, dataframe_of
from ._seed import PATIENCE_S, Seed
from ._trial import FrozenTrial, Trial, TrialState, frozen_trial
from ._values import json_number, plain, to_number
from .errors import Refused

DEFAULT_URL = "http://localhost:9000"
PAGE = 1000
MAX_ERROR_LENGTH = 1000
Method = Union[str, Mapping[str, Any]]
"""A sampler's or pruner's name, or a mapping with ``name`` and options; see ``docs/optimizer.md``."""


class Study:
    """Asked and told over HTTP; what a call acknowledges is on the seed's disk."""

    def __init__(self, seed: Seed, study_id: str, standing: dict[str, Any] | None = None) -> None:
        self._seed = seed
        self._at = f"/studies/{study_id}"
        self.study_id = study_id
        told = standing or seed.get(self._at)
        self.study_name: str = told["name"]
        self.directions: list[str] = list(told["directions"])
        self.owner_token: str | None = None
        self.worker_tokens: dict[str, str] = {}
        self._lock = threading.Lock()
        self._space: dict[str, Distribution] = {}
        self._ended: list[FrozenTrial] = []
        self._stopped = threading.Event()

    @property
    def url(self) -> str:
        """Of its seed."""
        return self._seed.url

    @property
    def direction(self) -> str:
        """Of a study of one objective."""
        if len(self.directions) > 1:
            raise RuntimeError("This study has several objectives: use directions.")
        return self.directions[0]

    @property
    def link(self) -> str:
        """Where tabs take part, if the study has an objective that runs there."""
        return f"{self.url}/#/s/{self.study_id}"

    @property
    def standing(self) -> dict[str, Any]:
        """How many trials have ended, run and wait, as the seed counts them."""
        told: dict[str, Any] = self._seed.get(self._at)
        return told

    def optimize(
        self,
        func: Callable[[Trial], Any],
        n_trials: int | None = None,
        timeout: float | None = None,
        n_jobs: int = 1,
        catch: Catch = (),
        callbacks: Iterable[Callback] | None = None,
        show_progress_bar: bool | None = None,
    ) -> None:
        """
        Runs trials here: ``n_trials`` of this process, for ``timeout`` seconds, or until the study has all its trials.
        The bar is shown on a terminal unless said otherwise.
        """
        optimize(self, func, n_trials, timeout, n_jobs, catch, list(callbacks or ()), show_progress_bar)

    def ask(self, fixed_distributions: Mapping[str, Any] | None = None) -> Trial:
        """A trial to run; with distributions its values stand in ``params``. Raises ``Refused`` (410) when there are no more."""
        key = uuid.uuid4().hex
        if fixed_distributions is None:
            with self._lock:
                space = dict(self._space)
            body = {"key": key, "preview": True, "space": space} if space else {"key": key}
            given = self._seed.post(f"{self._at}/ask", body)
            shown = [(name, space[name], value) for name, value in given["params"].items()]
            return Trial(self, given["number"], shown)
        space = {name: as_distribution(each) for name, each in fixed_distributions.items()}
        given = self._seed.post(f"{self._at}/ask", {"key": key, "space": space})
        trial = Trial(self, given["number"])
        trial.params.update({name: given["params"][name] for name in space})
        trial.distributions.update(space)
        trial._is_as_shown = False
        return trial

    def tell(
        self,
        trial: Trial | int,
        values: float | Sequence[float] | None = None,
        state: TrialState | None = None,
        skip_if_finished: bool = False,
        error: str | None = None,
    ) -> None:
        """How a trial ended. Telling one again is a ValueError unless it is to be skipped; the first word counts in any case."""
        number = trial if isinstance(trial, int) else trial.number
        body: dict[str, Any] = {}
        if state is TrialState.FAIL or error is not None:
            body = {"state": "failed", "error": (error or "Its worker gave no reason.")[:MAX_ERROR_LENGTH]}
        elif state is TrialState.PRUNED:
            body = {"state": "pruned"}
        else:
            body = {"state": "complete", "values": self._checked(values)}
        if isinstance(trial, Trial):
            body.update(constraints=trial.constraints, attributes=trial.user_attrs, suggested=trial._taken())
        told = self._seed.post(f"{self._at}/trials/{number}/tell", body)
        if isinstance(trial, Trial):
            self._learn(trial)
        # A word that was sent again because its answer was lost may be the first one itself.
        if not told["counted"] and not skip_if_finished and not isinstance(trial, Trial):
            raise ValueError(f"Cannot tell trial {number} again: it is {told['state']}.")

    def enqueue_trial(self, params: Mapping[str, Any], user_attrs: None = None, skip_if_exists: bool = False) -> None:
        """Has this point tried next. Needs the owner's token."""
        point = {name: plain(value) for name, value in params.items()}
        if skip_if_exists and any(trial.params == point for trial in self.trials):
            return
        self._seed.post(f"{self._at}/enqueue", {"params": [point]}, is_repeatable=False)

    def stop(self) -> None:
        """Ends ``optimize`` in this process once what runs has ended; other processes and tabs go on."""
        self._stopped.set()

    def end(self) -> None:
        """Has the seed give no more trials to anybody. Needs the owner's token."""
        self._seed.post(f"{self._at}/stop")

    def add_worker(self, name: str) -> str:
        """Another worker's token. Needs the owner's."""
        token: str = self._seed.post(f"{self._at}/tokens", {"name": name}, is_repeatable=False)["token"]
        self.worker_tokens[name] = token
        return token

    @property
    def best_trials(self) -> list[FrozenTrial]:
        """All that no other beats."""
        return [frozen_trial(told) for told in self._seed.get(f"{self._at}/best")["best"]]

    @property
    def best_trial(self) -> FrozenTrial:
        """Of a study of one objective. Raises ValueError while none is complete."""
        if len(self.directions) > 1:
            raise RuntimeError("This study has several objectives: use best_trials.")
        best = self.best_trials
        if not best:
            raise ValueError("No trials are completed yet.")
        return best[0]

    @property
    def best_value(self) -> float:
        """Of the best trial."""
        value = self.best_trial.value
        assert value is not None  # A complete trial has one.
        return value

    @property
    def best_params(self) -> dict[str, Any]:
        """Of the best trial."""
        return self.best_trial.params

    @property
    def trials(self) -> list[FrozenTrial]:
        """All that have ended, anywhere, by their numbers; those of tabs, which have none, last."""
        with self._lock:
            while True:
                after = self._ended[-1].place if self._ended else 0
                page = self._seed.get(f"{self._at}/trials?after={after}&limit={PAGE}")
                self._ended.extend(frozen_trial(told) for told in page["trials"])
                if page["next"] is None:
                    break
            numbered = [trial for trial in self._ended if trial.number is not None]
            others = [trial for trial in self._ended if trial.number is None]
        return sorted(numbered, key=lambda trial: trial.number or 0) + others

    def get_trials(self, states: Iterable[TrialState] | None = None) -> list[FrozenTrial]:
        """Those in one of the states."""
        wanted = None if states is None else set(states)
        return [trial for trial in self.trials if wanted is None or trial.state in wanted]

    def trials_dataframe(self) -> Any:
        """A table of pandas with the columns of Optuna's."""
        return dataframe_of(self.trials, self.directions)

    def result(self) -> StudyResult:
        """What has been found so far, as an object that needs no seed and can be pickled."""
        return StudyResult(self.study_name, self.directions, self.trials)

    def _checked(self, values: Any) -> list[float | str]:
        given = list(values) if isinstance(values, (list, tuple)) else [values]
        if len(given) != len(self.directions):
            raise ValueError(f"The objective gave {len(given)} values, and this study has {len(self.directions)} objectives.")
        if any(each is None for each in given):
            raise ValueError("The objective gave None for a value: return a number.")
        return [json_number(to_number(each, "The objective's value")) for each in given]

    def _learn(self, trial: Trial) -> None:
        """The next trial is likely to ask for the same: it is shown its values at once."""
        names = list(trial.distributions)
        # JavaScript puts such names first, whatever the order.
        if any(name.isdigit() or name == "__proto__" for name in names):
            names = []
        with self._lock:
            self._space = {name: trial.distributions[name] for name in names}


def create_study(
    url: str = DEFAULT_URL,
    *,
    study_name: str | None = None,
    direction: str | None = None,
    directions: Sequence[str] | None = None,
    sampler: Method | None = None,
    pruner: Method | None = None,
    n_trials: int | None = None,
    seed: int | str | None = None,
    workers: Sequence[str] | None = None,
    lease_seconds: float | None = None,
    retries: int | None = None,
    objective: str | None = None,
    listed: bool = False,
    patience: float = PATIENCE_S,
) -> Study:
    """
    A new study at a seed, for its owner. ``n_trials`` is how many it has in all, wherever they run.
    With the JavaScript text of an ``objective`` tabs and terminals take part at ``link``.
    """
    at = Seed(url, patience=patience)
    body: dict[str, Any] = {"name": study_name or f"python {uuid.uuid4().hex[:8]}"}
    if directions is not None:
        if direction is not None:
            raise ValueError("Give direction or directions, not both.")
        body["objectives"] = [{"name": f"value {i}", "direction": each} for i, each in enumerate(directions)]
    else:
        body["direction"] = direction or "minimize"
    optional = {
        "sampler": sampler,
        "pruner": pruner,
        "trials": n_trials,
        "seed": None if seed is None else str(seed),
        "workers": workers,
        "leaseSeconds": lease_seconds,
        "retries": retries,
    }
    body.update({key: value for key, value in optional.items() if value is not None})
    if objective is not None:
        body.update(objective={"language": "javascript", "source": objective}, listed=listed)
    try:
        made = at.post("/studies", body, is_repeatable=False)
    except Refused as refused:
        if refused.status in (400, 422):
            raise ValueError(str(refused)) from refused
        raise
    at.close()
    study = Study(at.with_token(made["ownerToken"]), made["study"])
    study.owner_token = made["ownerToken"]
    study.worker_tokens = {each["name"]: each["token"] for each in made["workerTokens"]}
    return study


def load_study(url: str, study_id: str, token: str, *, patience: float = PATIENCE_S) -> Study:
    """A study that is there, for whoever has its owner's or a worker's token. Raises KeyError where the token is none of it."""
    try:
        return Study(Seed(url, token, patience), study_id)
    except Refused as refused:
        if refused.status in (401, 403, 404):
            raise KeyError(f"{refused} (study {study_id} at {url})") from refused
        raise

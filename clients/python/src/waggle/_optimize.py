"""Asking, running and telling, in as many threads as wished for."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable, Union

from ._progress import Progress
from ._trial import FrozenTrial, Trial, TrialState
from .errors import Refused, TrialPruned

if TYPE_CHECKING:
    from .study import Study

Callback = Callable[["Study", FrozenTrial], None]
Catch = Union[type[Exception], Sequence[type[Exception]]]

ALL_GIVEN_PAUSE_S = 0.5
"""All trials are given out: one may come back from a worker that fell silent."""
SIGN_OF_LIFE_S = 20.0
"""Far below any lease but the shortest."""


def optimize(
    study: Study,
    func: Callable[[Trial], Any],
    n_trials: int | None,
    timeout: float | None,
    n_jobs: int,
    catch: Catch,
    callbacks: Sequence[Callback],
    show_progress_bar: bool | None,
) -> None:
    """What ``Study.optimize`` promises."""
    caught = tuple(catch) if isinstance(catch, Sequence) else (catch,)
    run = _Run(study, func, n_trials, timeout, caught, callbacks, Progress(n_trials, show_progress_bar))
    jobs = (os.cpu_count() or 1) if n_jobs < 0 else max(1, n_jobs)
    study._stopped.clear()
    life = threading.Thread(target=run.say_alive, daemon=True)
    life.start()
    try:
        if jobs == 1:
            run.work()
        else:
            _together(run, jobs)
    finally:
        run.over.set()
        run.progress.close()
        life.join()
    if run.error is not None:
        raise run.error


def _together(run: _Run, jobs: int) -> None:
    threads = [threading.Thread(target=run.work, name=f"waggle-{i}", daemon=True) for i in range(jobs)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except BaseException:
        # Of the keyboard: what runs is told as it ends, and no more is asked for.
        run.over.set()
        raise


class _Run:
    def __init__(
        self,
        study: Study,
        func: Callable[[Trial], Any],
        n_trials: int | None,
        timeout: float | None,
        catch: tuple[type[Exception], ...],
        callbacks: Sequence[Callback],
        progress: Progress,
    ) -> None:
        self.study = study
        self.over = threading.Event()
        self.error: BaseException | None = None
        self.progress = progress
        self._func = func
        self._left = n_trials
        self._until = None if timeout is None else time.monotonic() + timeout
        self._catch = catch
        self._callbacks = callbacks
        self._lock = threading.Lock()
        self._running: dict[int, Trial] = {}

    def work(self) -> None:
        """Until there is nothing more to do; what is to be raised stands in ``error``."""
        try:
            while self._takes_one():
                trial = self._asked()
                if trial is None:
                    break
                self._run(trial)
        except BaseException as error:
            self.over.set()
            with self._lock:
                self.error = self.error or error
        finally:
            self.study._seed.close()

    def say_alive(self) -> None:
        """That long trials are still run: who is silent for too long has them taken away."""
        while not self.over.wait(SIGN_OF_LIFE_S):
            with self._lock:
                trials = list(self._running.values())
            for trial in trials:
                try:
                    self.study._seed.get(f"{trial._at}/should-prune")
                except Exception:
                    # The trial's own next call says what is wrong.
                    break
        self.study._seed.close()

    def _takes_one(self) -> bool:
        with self._lock:
            if self._is_over() or self._left == 0:
                return False
            if self._left is not None:
                self._left -= 1
            return True

    def _is_over(self) -> bool:
        late = self._until is not None and time.monotonic() >= self._until
        return late or self.over.is_set() or self.study._stopped.is_set()

    def _asked(self) -> Trial | None:
        while not self._is_over():
            try:
                return self.study.ask()
            except Refused as refused:
                if refused.status == 410:
                    self.over.set()
                elif refused.word != "all-given":
                    raise
                else:
                    self.over.wait(ALL_GIVEN_PAUSE_S)
        return None

    def _run(self, trial: Trial) -> None:
        with self._lock:
            self._running[trial.number] = trial
        began = time.monotonic()
        raised: BaseException | None = None
        state, values, error = TrialState.COMPLETE, None, None
        try:
            values = self._func(trial)
            self.study._checked(values)
        except TrialPruned:
            state = TrialState.PRUNED
        except (ValueError, TypeError) as wrong:
            # A value that is none fails the trial and nothing else, as in Optuna; what the objective threw is its own.
            is_own = traceback.extract_tb(wrong.__traceback__)[-1].name in ("_checked", "to_number")
            state, error, raised = TrialState.FAIL, _said(wrong), None if is_own else wrong
        except BaseException as thrown:
            state, error, raised = TrialState.FAIL, _said(thrown), thrown
        finally:
            with self._lock:
                del self._running[trial.number]
        self._tell(trial, state, values, error)
        ended = _ended(trial, state, values, error, time.monotonic() - began)
        self.progress.ended(ended, self.study.directions)
        if raised is not None and not isinstance(raised, self._catch):
            raise raised
        for callback in self._callbacks:
            callback(self.study, ended)

    def _tell(self, trial: Trial, state: TrialState, values: Any, error: str | None) -> None:
        try:
            self.study.tell(trial, values, state, skip_if_finished=True, error=error)
        except Refused as refused:
            # It was taken away meanwhile, told by another, or asks for what cannot be; the reason is all that can be told.
            if refused.status == 422:
                self.study.tell(trial.number, state=TrialState.FAIL, error=str(refused), skip_if_finished=True)
            elif refused.status != 404:
                raise


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _ended(trial: Trial, state: TrialState, values: Any, error: str | None, seconds: float) -> FrozenTrial:
    from datetime import timedelta

    numbers: list[float] | None = None
    if state is TrialState.COMPLETE:
        numbers = [float(each) for each in (values if isinstance(values, (list, tuple)) else [values])]
        if any(number != number for number in numbers):
            state, numbers = TrialState.FAIL, None
    return FrozenTrial(
        number=trial.number,
        state=state,
        values=numbers,
        params=dict(trial.params),
        user_attrs=dict(trial.user_attrs),
        constraints=dict(trial.constraints),
        duration=timedelta(seconds=seconds),
        error=error,
    )

"""
Runs the trials of an objective's file for the command ``waggle``: ``python -m waggle.worker FILE ENTRYPOINT``.
It speaks over pipes of its own, so that whatever the objective prints is harmless.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Callable

from ._distributions import Distribution
from ._trial import BaseTrial
from ._values import json_number, to_number
from .errors import WaggleError

FROM_PARENT, TO_PARENT = 3, 4
LOOK_S = 0.5
"""So soon a worker ends when its parent is gone."""
MAX_MESSAGE = 1000


class _Stopped(BaseException):
    """A stop rule of the study has ended the trial."""


class Pipes:
    """Lines of JSON, one each way."""

    def __init__(self) -> None:
        for descriptor in (FROM_PARENT, TO_PARENT):
            # Programs that the objective starts have nothing to do with them.
            os.set_inheritable(descriptor, False)
        self._heard = os.fdopen(FROM_PARENT, "r", encoding="utf-8", newline="\n")
        self._said = os.fdopen(TO_PARENT, "w", encoding="utf-8", newline="\n")
        self._lock = threading.Lock()

    def say(self, what: str, **more: Any) -> None:
        """Tells the parent."""
        with self._lock:
            self._said.write(json.dumps({"is": what, **more}, allow_nan=False) + "\n")
            self._said.flush()

    def ask(self, what: str, **more: Any) -> dict[str, Any]:
        """Tells the parent, and gives its answer."""
        self.say(what, **more)
        line = self._heard.readline()
        if not line:
            _end()
        answered: dict[str, Any] = json.loads(line)
        if "wrong" in answered:
            raise ValueError(answered["wrong"])
        if answered.get("stopped"):
            raise _Stopped
        return answered

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for line in self._heard:
            yield json.loads(line)


class WorkerTrial(BaseTrial):
    """A trial whose values come over the pipe."""

    def __init__(self, pipes: Pipes, number: int, seed: int) -> None:
        super().__init__(number)
        self.seed = seed
        self._pipes = pipes

    def _given(self, name: str, said: Distribution) -> Any:
        return self._pipes.ask("suggest", name=name, asked=said)["value"]

    def _reported(self, body: dict[str, Any]) -> bool:
        return bool(self._pipes.ask("report", **body)["prune"])

    def _is_hopeless(self) -> bool:
        return bool(self._pipes.ask("prune")["prune"])


def main(path: str, entrypoint: str) -> None:
    """Until the parent has no more to run."""
    pipes = Pipes()
    _end_with_parent()
    try:
        objective = load(Path(path), entrypoint)
    except BaseException as error:
        pipes.say("refused", **fault(error, path))
        return
    pipes.say("loaded")
    for told in pipes:
        run(pipes, objective, told, path)


def load(path: Path, entrypoint: str) -> Callable[[WorkerTrial], Any]:
    """The function of the file. Its folder is on the path, as where it is run itself, and its name is not ``__main__``."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise WaggleError(f"{path.name} cannot be imported: its name should end in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    found = getattr(module, entrypoint or "objective", None)
    if not callable(found):
        wanted = entrypoint or "objective"
        raise WaggleError(f"{path.name} has no function {wanted}(trial): define it, or name yours with --entrypoint.")
    function: Callable[[WorkerTrial], Any] = found
    return function


def run(pipes: Pipes, objective: Callable[[WorkerTrial], Any], told: dict[str, Any], path: str) -> None:
    """One trial, and what became of it."""
    trial = WorkerTrial(pipes, told["number"], told["seed"])
    _reseed(trial.seed)
    ended: dict[str, Any]
    try:
        returned = objective(trial)
        given = returned if isinstance(returned, (list, tuple)) else [returned]
        ended = {"state": "complete", "values": [json_number(to_number(each, "The objective's value")) for each in given]}
    except _Stopped:
        ended = {"state": "stopped"}
    except BaseException as error:
        if type(error).__name__ == "TrialPruned":
            # Optuna's own will do, too.
            ended = {"state": "pruned"}
        else:
            ended = {"state": "failed", **fault(error, path)}
            show(error, path)
            if isinstance(error, KeyboardInterrupt):
                raise
    sys.stdout.flush()
    pipes.say("ended", number=trial.number, attributes=trial.user_attrs, constraints=trial.constraints, **ended)


def fault(error: BaseException, path: str) -> dict[str, Any]:
    """What is told of an error: its kind and words, and the line of the file that it came through last."""
    line: int | None = None
    if isinstance(error, SyntaxError) and error.filename == path:
        line = error.lineno
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == path:
            line = frame.lineno
    name = "" if isinstance(error, WaggleError) else type(error).__name__
    return {"name": name, "message": str(error)[:MAX_MESSAGE], "line": line}


def show(error: BaseException, path: str) -> None:
    """The traceback from the file's own lines on."""
    frames: TracebackType | None = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != path:
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames or error.__traceback__)
    sys.stderr.flush()


def _reseed(seed: int) -> None:
    """The same chance wherever the trial runs, so that others can check it."""
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)


def _end_with_parent() -> None:
    parent = os.getppid()
    with contextlib.suppress(Exception):
        # Also where the objective holds the interpreter for long.
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_S)
        _end()

    threading.Thread(target=look, daemon=True, name="waggle-parent").start()


def _end() -> None:
    """With whatever the objective has started."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

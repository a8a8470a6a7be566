"""A line on a terminal that says how far it is."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence

from ._trial import FrozenTrial, TrialState

WIDTH = 24
DRAWN_EVERY_S = 0.1


class Progress:
    """Drawn on standard error, on a terminal unless said otherwise."""

    def __init__(self, total: int | None, is_shown: bool | None = None) -> None:
        self._total = total
        self._is_shown = sys.stderr.isatty() if is_shown is None else is_shown
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._drawn = 0.0
        self._count = 0
        self._failed = 0
        self._best: float | None = None

    def ended(self, trial: FrozenTrial, directions: Sequence[str]) -> None:
        """Counts a trial."""
        with self._lock:
            self._count += 1
            self._failed += trial.state is TrialState.FAIL
            value = trial.value
            if value is not None and len(directions) == 1:
                better = max if directions[0] == "maximize" else min
                self._best = value if self._best is None else better(self._best, value)
            if time.monotonic() - self._drawn >= DRAWN_EVERY_S:
                self._draw()

    def close(self) -> None:
        """Leaves the last state there."""
        with self._lock:
            if self._is_shown and self._count > 0:
                self._draw()
                sys.stderr.write("\n")

    def text(self) -> str:
        """What the line says."""
        rate = self._count / max(1e-9, time.monotonic() - self._began)
        best = "" if self._best is None else f"  best here {self._best:.6g}"
        failed = "" if self._failed == 0 else f"  {self._failed} failed"
        if self._total is None:
            return f"{self._count} trials{best}{failed}  {rate:.1f}/s"
        full = round(WIDTH * min(1.0, self._count / max(1, self._total)))
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {self._count}/{self._total}{best}{failed}  {rate:.1f}/s"

    def _draw(self) -> None:
        if not self._is_shown:
            return
        self._drawn = time.monotonic()
        sys.stderr.write(f"\r{self.text()}\x1b[K")
        sys.stderr.flush()

"""Optuna on a study of a seed: ``JournalStorage(JournalBackend(url, token))`` in an Optuna program that stays as it is."""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from optuna.storages.journal import BaseJournalBackend

from ._seed import PATIENCE_S, Seed
from .errors import Refused, WaggleError

FRESH_S = 0.05
"""What the seed has answered is taken for all there is so long: Optuna reads several times between two steps of a trial."""

__all__ = ["JournalBackend", "JournalLost"]


class JournalLost(WaggleError):  # noqa: N818
    """The seed does not have what this program has read and written before."""


class JournalBackend(BaseJournalBackend):
    """
    The journal of the study that ``token`` opens, kept by the seed at ``url``. Name that study (``study_name``) in
    ``create_study``, with its direction and ``load_if_exists=True``. Threads and processes may share it: a copy in another
    process has its own connection.
    """

    _read: int
    _ahead: list[str]
    """Records after the first ``_read``, which were answered before anybody read them."""
    _fresh_until: float

    def __init__(self, url: str, token: str, *, patience: float = PATIENCE_S) -> None:
        self._url = url
        self._token = token
        self._patience = patience
        self._begin()
        standing = self._seed.get("/study")
        self.study_name: str = standing["name"]
        self.directions: list[str] = list(standing["directions"])
        self._at = f"/studies/{standing['study']}/journal"
        self._journal: str | None = None
        self.held_back = 0
        """Trials of others that are not shown: of other parameters or ranges than Optuna's programs use."""

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Returns once they are on the seed's disk. Made again after trouble they count once."""
        self._look()
        with self._lock:
            known = self._read + len(self._ahead)
            body = {
                "key": uuid.uuid4().hex,
                "journal": self._journal,
                "from": known,
                "records": [json.dumps(log, separators=(",", ":")) for log in logs],
            }
            self._take("POST", self._at, body)

    def read_logs(self, log_number_from: int) -> Iterable[dict[str, Any]]:
        """All records from that number on, of others' as they stood at most ``FRESH_S`` before."""
        self._look()
        with self._lock:
            if log_number_from != self._read:
                self._read, self._ahead, self._fresh_until = log_number_from, [], 0.0
            if time.monotonic() >= self._fresh_until:
                self._fetch()
            records, self._ahead = self._ahead, []
            self._read += len(records)
        return [json.loads(record) for record in records]

    def _fetch(self) -> None:
        is_all = False
        while not is_all:
            known = self._read + len(self._ahead)
            journal = "" if self._journal is None else f"&journal={quote(self._journal, safe='')}"
            is_all = self._take("GET", f"{self._at}?from={known}{journal}")

    def _take(self, method: str, path: str, body: Any = None) -> bool:
        """Whether that was all there is."""
        began = time.monotonic()
        part = self._call(method, path, body)
        self._journal = part["journal"]
        self.held_back = part["heldBack"]
        self._ahead.extend(part["records"])
        is_all: bool = self._read + len(self._ahead) >= part["length"]
        self._fresh_until = began + FRESH_S if is_all else 0.0
        return is_all

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return self._seed.call(method, path, body)
        except Refused as refused:
            if refused.word == "journal-lost":
                raise JournalLost(str(refused)) from refused
            raise

    def _begin(self) -> None:
        self._seed = Seed(self._url, self._token, self._patience)
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._read = 0
        self._ahead = []
        self._fresh_until = 0.0

    def _look(self) -> None:
        """A process that was forked must not speak on its parent's connection."""
        if self._pid != os.getpid():
            self._begin()

    def __getstate__(self) -> dict[str, Any]:
        kept = ("_url", "_token", "_patience", "study_name", "directions", "_at", "_journal", "held_back")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._begin()

"""Calls to a seed: one kept connection for each thread, trouble retried with growing pauses."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from .errors import Refused, SeedUnreachable, WaggleError

ANSWER_WITHIN_S = 30.0
"""A seed that is slow answers late; past this it is taken for gone."""
PATIENCE_S = 120.0
"""A restart takes seconds; whoever typed a wrong address should not wait for ever."""
FIRST_PAUSE_S = 0.1
MAX_PAUSE_S = 2.0
GROWTH = 1.6
PASSING = frozenset({429, 502, 503, 504})
"""A seed that starts, a full disk, a proxy in front of a seed that is away."""
LASTING = frozenset({"full", "too-many-studies"})
"""Of these, what no waiting changes."""


class Seed:
    """The seed at an address, with the token that opens a study there."""

    def __init__(self, url: str, token: str | None = None, patience: float = PATIENCE_S, base: str = "/api/v1") -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a seed: give one like http://localhost:9000.")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self.patience = patience
        self._token = token
        self._is_https = parts.scheme == "https"
        self._netloc = parts.netloc.rpartition("@")[2]
        self._path = f"{parts.path.rstrip('/')}{base}"
        self._local = threading.local()

    def with_token(self, token: str) -> Seed:
        """The same seed for somebody else."""
        return Seed(self.url, token, self.patience)

    def get(self, path: str) -> Any:
        """The answer to a GET."""
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, *, is_repeatable: bool = True) -> Any:
        """The answer to a POST. One that may count twice is made again only where it cannot have arrived."""
        return self.call("POST", path, body, is_repeatable=is_repeatable)

    def call(self, method: str, path: str, body: Any = None, *, is_repeatable: bool = True) -> Any:
        """Raises ``Refused`` for what the seed refuses, ``SeedUnreachable`` where none answers in time."""
        until = time.monotonic() + self.patience
        pause = FIRST_PAUSE_S
        while True:
            trouble: Exception
            try:
                return self._once(method, path, body, is_repeatable)
            except Refused as refused:
                if refused.status not in PASSING or refused.word in LASTING:
                    raise
                trouble = refused
            except _NotSent as error:
                trouble = error
            except (OSError, http.client.HTTPException) as error:
                if not is_repeatable:
                    message = f"The seed at {self.url} went away in the middle of a call that may have counted: {error}."
                    raise SeedUnreachable(message) from error
                trouble = error
            if time.monotonic() + pause > until:
                raise self._given_up(trouble) from trouble
            time.sleep(pause * random.uniform(0.7, 1.0))
            pause = min(MAX_PAUSE_S, pause * GROWTH)

    def close(self) -> None:
        """Ends this thread's connection."""
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()

    def __del__(self) -> None:
        if hasattr(self, "_local"):
            self.close()

    def _given_up(self, trouble: Exception) -> WaggleError:
        if isinstance(trouble, Refused):
            return trouble
        return SeedUnreachable(
            f"No seed answers at {self.url} for {self.patience:.0f} s ({trouble}): start it, or check the address."
        )

    def _once(self, method: str, path: str, body: Any, is_repeatable: bool) -> Any:
        if not is_repeatable:
            # A kept connection may have been closed from the other side, and then nobody knows what arrived.
            self.close()
        connection = self._connected()
        headers = {"accept": "application/json"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        text = None
        if body is not None:
            text = json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
            headers["content-type"] = "application/json"
        try:
            connection.request(method, f"{self._path}{path}", text, headers)
            response = connection.getresponse()
            answered = response.read()
        except BaseException:
            self.close()
            raise
        return self._read(response.status, answered)

    def _read(self, status: int, answered: bytes) -> Any:
        try:
            value = json.loads(answered) if answered else None
        except ValueError:
            value = None
        if status < 400 and (value is not None or not answered):
            return value
        if isinstance(value, dict) and isinstance(value.get("message"), str):
            raise Refused(status, str(value.get("error", "")), value["message"])
        if status in PASSING:
            raise Refused(status, "away", f"What answers at {self.url} says {status}: the seed behind it is away.")
        raise Refused(status, "no-seed", f"What answers at {self.url} is no seed of this version (status {status}).")

    def _connected(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            kind = http.client.HTTPSConnection if self._is_https else http.client.HTTPConnection
            connection = kind(self._netloc, timeout=ANSWER_WITHIN_S)
            try:
                connection.connect()
            except OSError as error:
                raise _NotSent(str(error)) from error
            self._local.connection = connection
        return connection


class _NotSent(Exception):  # noqa: N818
    """There was nobody to send anything to."""

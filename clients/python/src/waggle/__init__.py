"""Take part in a Waggle swarm from Python. ``docs/python.md`` of the repository is the guide."""

from __future__ import annotations

from ._trial import FrozenTrial, Trial, TrialState
from .errors import Refused, SeedUnreachable, TrialPruned, WaggleError
from .study import Study, create_study, load_study

__all__ = [
    "FrozenTrial",
    "Refused",
    "SeedUnreachable",
    "Study",
    "Trial",
    "TrialPruned",
    "TrialState",
    "WaggleError",
    "create_study",
    "load_study",
]

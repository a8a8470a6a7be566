"""Take part in a Waggle swarm from Python. ``docs/python.md`` of the repository is the guide."""

from __future__ import annotations

from ._results import StudyResult
from ._trial import FrozenTrial, Trial, TrialState
from .coordinator import (
    await_coordinator,
    create_study_inputs,
    hyperparam,
    optuna_coordinator,
    rebuild_study,
    render_study_card,
    render_study_html,
)
from .errors import Refused, SeedUnreachable, TrialPruned, WaggleError
from .study import Study, create_study, load_study

__all__ = [
    "FrozenTrial",
    "Refused",
    "SeedUnreachable",
    "Study",
    "StudyResult",
    "Trial",
    "TrialPruned",
    "TrialState",
    "WaggleError",
    "await_coordinator",
    "create_study",
    "create_study_inputs",
    "hyperparam",
    "load_study",
    "optuna_coordinator",
    "rebuild_study",
    "render_study_card",
    "render_study_html",
]

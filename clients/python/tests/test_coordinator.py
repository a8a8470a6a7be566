"""The flow of metaflow-optuna's README, with plain objects in place of Metaflow's tasks."""

from __future__ import annotations

import os
import pickle
import shlex
import tempfile
import threading
import unittest
import uuid
from typing import Any
from unittest import mock

import waggle
from waggle.coordinator import CoordinatorTrial, HyperparamError, rendezvous

from .seeds import NODE, ROOT, SeedProcess

COMMAND = shlex.join([NODE, "--disable-warning=ExperimentalWarning", str(ROOT / "dist-cli" / "waggle.js")])


class Flow:
    """What a task of Metaflow is to its decorators: an object with attributes."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)
        self.went_to: list[str] = []

    def next(self, step: str) -> None:
        self.went_to.append(step)


class TuningFlow(Flow):
    coordinator_id: str
    n_trials_int: int
    study: waggle.StudyResult
    trial: Any
    trial_result: Any
    val_loss: Any

    @waggle.optuna_coordinator(direction="minimize", sampler="tpe", timeout=120)
    def run_coordinator(self) -> None:
        self.next("join_study")

    @waggle.hyperparam(objective="val_loss", direction="minimize")
    def run_trial(self) -> None:
        trial = self.trial
        lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
        dropout = trial.suggest_float("dropout", 0.0, 0.5)
        layers = trial.suggest_int("layers", 1, 4)
        if trial.number == 3:
            raise RuntimeError("out of memory")
        self.val_loss = lr + dropout + layers
        self.next("join_trials")


class TheReadmesFlow(unittest.TestCase):
    def setUp(self) -> None:
        home = tempfile.TemporaryDirectory(prefix="waggle-home-")
        self.addCleanup(home.cleanup)
        around = mock.patch.dict(os.environ, {"WAGGLE_COMMAND": COMMAND, "WAGGLE_HOME": home.name})
        around.start()
        self.addCleanup(around.stop)
        self.flow_id = f"python-{uuid.uuid4().hex[:12]}"

    def test_runs_every_trial_in_a_task_of_its_own(self) -> None:
        coordinator = TuningFlow(coordinator_id=self.flow_id, n_trials_int=8)
        serving = threading.Thread(target=coordinator.run_coordinator)
        serving.start()
        url = waggle.await_coordinator(self.flow_id)
        tasks = [TuningFlow(coordinator_url=url) for _ in range(8)]
        with mock.patch("builtins.print"), mock.patch("traceback.print_exc"):
            running = [threading.Thread(target=task.run_trial) for task in tasks]
            for each in running:
                each.start()
            for each in running:
                each.join()
        serving.join()
        self.assertEqual(coordinator.went_to, ["join_study"])
        results = [task.trial_result for task in tasks]
        self.assertEqual(sorted(result.trial_number for result in results), list(range(8)))
        self.assertEqual([result.state for result in results].count("failed"), 1)
        study = coordinator.study
        self.assertEqual(len(study.trials), 8)
        self.assertEqual(study.trials[3].error, "RuntimeError: out of memory")
        self.assertEqual(study.best_value, min(result.value for result in results if result.value is not None))
        self.assertEqual(sorted(study.best_params), ["dropout", "layers", "lr"])
        again = waggle.rebuild_study(tasks, objective="val_loss", direction="minimize")
        self.assertEqual(again.best_value, study.best_value)
        self.assertEqual(pickle.loads(pickle.dumps(study)), study)
        # Artifacts of a task are pickled, its trial too.
        self.assertEqual(pickle.loads(pickle.dumps(tasks[0].trial)).params, tasks[0].trial.params)
        self.assertFalse(rendezvous(self.flow_id).exists())

    def test_gives_another_task_the_place_of_one_that_was_killed(self) -> None:
        coordinator = TuningFlow(coordinator_id=self.flow_id, n_trials_int=2)
        serving = threading.Thread(target=coordinator.run_coordinator)
        serving.start()
        url = waggle.await_coordinator(self.flow_id)
        CoordinatorTrial(url)
        for _ in range(2):
            TuningFlow(coordinator_url=url).run_trial()
        serving.join()
        self.assertEqual([trial.state.name for trial in coordinator.study.trials].count("COMPLETE"), 2)


class Misuse(unittest.TestCase):
    def test_says_what_is_missing(self) -> None:
        with self.assertRaisesRegex(TimeoutError, "No coordinator nobody within 0.3 s"):
            waggle.await_coordinator("nobody", timeout=0.3)
        with self.assertRaisesRegex(HyperparamError, "coordinator_url"):
            TuningFlow().run_trial()
        with self.assertRaisesRegex(HyperparamError, "coordinator_id"):
            TuningFlow().run_coordinator()
        with self.assertRaisesRegex(HyperparamError, "adaptive"):
            waggle.hyperparam(objective="x", mode="sometimes")
        for report in (waggle.render_study_html, waggle.render_study_card):
            with self.assertRaisesRegex(NotImplementedError, "trials_dataframe"):
                report(None)


class Batch(unittest.TestCase):
    def test_replays_what_a_seed_has_drawn_at_once(self) -> None:
        seed = SeedProcess()
        self.addCleanup(seed.clear)
        space = {
            "lr": {"type": "float", "low": 1e-4, "high": 1e-1, "log": True},
            "dropout": {"type": "float", "low": 0, "high": 0.5},
            "layers": {"type": "int", "low": 1, "high": 4},
        }
        configs = waggle.create_study_inputs(space, n_trials=5, url=seed.url)
        self.assertEqual([config["trial_number"] for config in configs], list(range(5)))
        tasks = [TuningFlow(input=config) for config in configs]
        with mock.patch("builtins.print"), mock.patch("traceback.print_exc"):
            for task in tasks:
                task.run_trial()
        self.assertEqual([task.trial_result.params for task in tasks], [config["params"] for config in configs])
        study = waggle.rebuild_study(tasks, objective="val_loss")
        self.assertEqual([trial.state.name for trial in study.trials].count("FAIL"), 1)
        self.assertGreater(study.best_value, 1)

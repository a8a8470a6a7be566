"""The client against a real seed."""

from __future__ import annotations

import importlib
import math
import threading
import time
import unittest
from collections.abc import Callable
from typing import Any

import waggle
from waggle._results import rows_of

from .seeds import SeedProcess

seed: SeedProcess


def setUpModule() -> None:
    global seed
    seed = SeedProcess()


def tearDownModule() -> None:
    seed.clear()


def quadratic(trial: waggle.Trial) -> float:
    x = trial.suggest_float("x", -100, 100)
    y = trial.suggest_categorical("y", [-1, 0, 1])
    return float(x**2 + y)


class Calls:
    """Counts what a study asks of its seed."""

    def __init__(self, study: waggle.Study) -> None:
        self.made: list[str] = []
        call = study._seed.call

        def counted(method: str, path: str, body: Any = None, *, is_repeatable: bool = True) -> Any:
            self.made.append(path.rpartition("/")[2])
            return call(method, path, body, is_repeatable=is_repeatable)

        study._seed.call = counted  # type: ignore[method-assign]


class Optimizing(unittest.TestCase):
    def test_finds_the_best_of_a_quadratic_and_tells_all_of_it(self) -> None:
        study = waggle.create_study(seed.url, study_name="quadratic", direction="minimize", sampler="tpe", seed=3)
        study.optimize(quadratic, n_trials=40)
        self.assertEqual([trial.number for trial in study.trials], list(range(40)))
        self.assertLess(study.best_value, 100)
        self.assertEqual(study.best_value, min(trial.value or 0 for trial in study.trials))
        self.assertAlmostEqual(study.best_params["x"] ** 2 + study.best_params["y"], study.best_value)
        self.assertEqual({trial.state for trial in study.trials}, {waggle.TrialState.COMPLETE})

    def test_makes_two_calls_a_trial_once_it_knows_the_space(self) -> None:
        study = waggle.create_study(seed.url, sampler="random")
        calls = Calls(study)
        study.optimize(quadratic, n_trials=5)
        self.assertEqual(calls.made, ["ask", "suggest", "suggest", "tell"] + ["ask", "tell"] * 4)
        self.assertEqual([sorted(trial.params) for trial in study.trials], [["x", "y"]] * 5)

    def test_stays_right_where_the_space_depends_on_values(self) -> None:
        def objective(trial: waggle.Trial) -> float:
            if trial.suggest_categorical("kind", ["a", "b"]) == "a":
                return trial.suggest_float("of a", 0, 1)
            return float(trial.suggest_int("of b", 10, 20) + trial.suggest_int("more", 1, 8, log=True))

        study = waggle.create_study(seed.url, sampler="tpe", seed=1)
        study.optimize(objective, n_trials=30)
        for trial in study.trials:
            wanted = ["kind", "of a"] if trial.params["kind"] == "a" else ["kind", "more", "of b"]
            self.assertEqual(sorted(trial.params), wanted)
            params = trial.params
            self.assertEqual(trial.value, params["of a"] if params["kind"] == "a" else params["of b"] + params["more"])

    def test_gives_one_seed_the_same_values_however_they_are_asked_for(self) -> None:
        def params_of(fixed: dict[str, Any] | None) -> list[dict[str, Any]]:
            study = waggle.create_study(seed.url, sampler="random", seed=11)
            for _ in range(4):
                trial = study.ask(fixed)
                study.tell(trial, quadratic(trial))
            return [trial.params for trial in study.trials]

        space = {
            "x": {"type": "float", "low": -100.0, "high": 100.0, "log": False, "step": None},
            "y": {"type": "categorical", "choices": [-1, 0, 1]},
        }
        self.assertEqual(params_of(None), params_of(space))

    def test_runs_several_at_once_and_every_trial_once(self) -> None:
        study = waggle.create_study(seed.url, sampler="random", n_trials=40)
        together = threading.Barrier(4, timeout=60)
        first = threading.local()

        def objective(trial: waggle.Trial) -> float:
            if not hasattr(first, "met"):
                first.met = True
                together.wait()
            return quadratic(trial)

        study.optimize(objective, n_jobs=4)
        self.assertEqual([trial.number for trial in study.trials], list(range(40)))
        self.assertEqual(study.standing["running"], 0)

    def test_prunes_what_is_hopeless(self) -> None:
        def objective(trial: waggle.Trial) -> float:
            x = trial.suggest_float("x", 0, 1)
            for step in range(5):
                trial.report(x + 1 / (step + 1), step)
                if trial.should_prune():
                    raise waggle.TrialPruned()
            return x

        study = waggle.create_study(seed.url, sampler="random", pruner="median", seed=1)
        study.optimize(objective, n_trials=30)
        pruned = study.get_trials([waggle.TrialState.PRUNED])
        self.assertGreater(len(pruned), 3)
        self.assertLess(pruned[0].last_step or 0, 4)

    def test_fails_a_trial_that_throws_and_raises_unless_it_is_caught(self) -> None:
        def objective(trial: waggle.Trial) -> float:
            if trial.number % 2 == 1:
                raise RuntimeError("odd")
            return trial.suggest_float("x", 0, 1)

        study = waggle.create_study(seed.url, sampler="random")
        with self.assertRaisesRegex(RuntimeError, "odd"):
            study.optimize(objective, n_trials=4)
        study.optimize(objective, n_trials=4, catch=RuntimeError)
        states = [trial.state.name for trial in study.trials]
        self.assertEqual(states, ["COMPLETE", "FAIL"] * 3)
        self.assertEqual(study.trials[1].error, "RuntimeError: odd")

    def test_fails_a_trial_whose_value_is_none_and_goes_on(self) -> None:
        values: list[Any] = [None, "seven", math.nan, [1, 2], 1]
        study = waggle.create_study(seed.url, sampler="random")
        study.optimize(lambda trial: values[trial.number], n_trials=5)
        self.assertEqual([trial.state.name for trial in study.trials], ["FAIL"] * 4 + ["COMPLETE"])

    def test_has_callbacks_that_stop_it(self) -> None:
        seen: list[int | None] = []

        def third(study: waggle.Study, trial: waggle.FrozenTrial) -> None:
            seen.append(trial.number)
            if len(seen) == 3:
                study.stop()

        study = waggle.create_study(seed.url, sampler="random")
        study.optimize(quadratic, n_trials=20, callbacks=[third])
        self.assertEqual(seen, [0, 1, 2])
        study.optimize(quadratic, n_trials=1)
        self.assertEqual(len(study.trials), 4)

    def test_ends_in_time_and_with_the_study(self) -> None:
        study = waggle.create_study(seed.url, sampler="random", n_trials=100)
        began = time.monotonic()

        def slow(trial: waggle.Trial) -> float:
            time.sleep(0.2)
            return quadratic(trial)

        study.optimize(slow, timeout=1)
        self.assertLess(time.monotonic() - began, 30)
        done = len(study.trials)
        self.assertGreater(done, 0)
        self.assertLess(done, 7)
        study.optimize(quadratic)
        self.assertEqual(len(study.trials), 100)
        study.end()
        study.optimize(quadratic)
        self.assertEqual(len(study.trials), 100)


class Details(unittest.TestCase):
    def test_keeps_attributes_constraints_and_what_was_enqueued(self) -> None:
        def objective(trial: waggle.Trial) -> float:
            trial.set_user_attr("note", "twice")
            trial.set_user_attr("list", [1, 2])
            trial.set_constraint("weight", -1.5)
            return quadratic(trial)

        study = waggle.create_study(seed.url, sampler="random")
        study.enqueue_trial({"x": 3, "y": -1})
        study.optimize(objective, n_trials=2)
        first = study.trials[0]
        self.assertEqual((first.params, first.value), ({"x": 3, "y": -1}, 8))
        self.assertEqual(first.user_attrs, {"note": "twice", "list": "[1, 2]"})
        self.assertEqual(first.constraints, {"weight": -1.5})
        self.assertIsNotNone(first.datetime_complete)

    def test_has_several_objectives(self) -> None:
        study = waggle.create_study(seed.url, directions=["minimize", "maximize"], sampler="random")
        study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), trial.params["x"]), n_trials=4)
        self.assertEqual(len(study.best_trials), 4)
        with self.assertRaises(RuntimeError):
            _ = study.best_trial
        self.assertEqual(len(study.trials[0].values or []), 2)

    def test_is_loaded_elsewhere_and_refuses_whoever_has_no_token(self) -> None:
        study = waggle.create_study(seed.url, sampler="random", workers=["laptop"])
        other = waggle.load_study(study.url, study.study_id, study.worker_tokens["laptop"])
        other.optimize(quadratic, n_trials=3)
        self.assertEqual([trial.worker for trial in study.trials], ["laptop"] * 3)
        with self.assertRaisesRegex(waggle.Refused, "owner"):
            other.end()
        with self.assertRaises(KeyError):
            waggle.load_study(study.url, study.study_id, "wrong")

    def test_says_so_while_nothing_is_complete_and_of_what_is_told_twice(self) -> None:
        study = waggle.create_study(seed.url, sampler="random")
        with self.assertRaisesRegex(ValueError, "No trials are completed yet"):
            _ = study.best_value
        trial = study.ask()
        study.tell(trial.number, 1.5)
        with self.assertRaisesRegex(ValueError, "again"):
            study.tell(trial.number, 2)
        study.tell(trial.number, 2, skip_if_finished=True)
        self.assertEqual(study.best_value, 1.5)

    def test_refuses_what_cannot_be_in_words(self) -> None:
        with self.assertRaisesRegex(ValueError, "sampler"):
            waggle.create_study(seed.url, sampler="nonsense")
        with self.assertRaisesRegex(ValueError, "no address"):
            waggle.create_study("ftp://somewhere")
        study = waggle.create_study(seed.url, sampler="random")
        trial = study.ask()
        cases: list[tuple[Callable[[], Any], type[Exception]]] = [
            (lambda: trial.suggest_float("x", 2, 1), waggle.Refused),
            (lambda: trial.suggest_int("x", 0.5, 1), ValueError),  # type: ignore[arg-type]
            (lambda: trial.suggest_categorical("x", [object()]), ValueError),
            (lambda: trial.report("seven", 1), TypeError),  # type: ignore[arg-type]
            (lambda: trial.report(1, -1), ValueError),
            (lambda: trial.set_constraint("c", math.nan), ValueError),
        ]
        for wrong, what in cases:
            with self.assertRaises(what):
                wrong()

    def test_takes_numbers_of_numpy(self) -> None:
        try:
            numpy: Any = importlib.import_module("numpy")
        except ImportError:
            self.skipTest("NumPy is not installed.")
        study = waggle.create_study(seed.url, sampler="random")

        def objective(trial: waggle.Trial) -> Any:
            x = trial.suggest_float("x", numpy.float64(-1), numpy.float32(1))
            n = trial.suggest_int("n", numpy.int64(1), numpy.int32(5))
            kind = trial.suggest_categorical("kind", [numpy.int64(3), numpy.bool_(True), "a"])
            assert kind is not None
            trial.report(numpy.float32(x), numpy.int64(0))
            trial.set_user_attr("mean", numpy.float64(0.5))
            return numpy.float64(x) + n

        study.optimize(objective, n_trials=3)
        self.assertEqual([trial.state.name for trial in study.trials], ["COMPLETE"] * 3)

    def test_makes_a_table_or_says_what_is_missing(self) -> None:
        study = waggle.create_study(seed.url, sampler="random")
        study.optimize(quadratic, n_trials=2)
        try:
            import pandas  # noqa: F401
        except ImportError:
            with self.assertRaisesRegex(ImportError, "pip install pandas"):
                study.trials_dataframe()
            rows = rows_of(study.trials, study.directions)
            self.assertEqual([row["number"] for row in rows], [0, 1])
            self.assertIn("params_x", rows[0])
            return
        self.assertEqual(list(study.trials_dataframe()["number"]), [0, 1])

    def test_draws_how_far_it_is(self) -> None:
        from waggle._progress import Progress

        progress = Progress(4, False)
        done = waggle.FrozenTrial(number=0, state=waggle.TrialState.COMPLETE, values=[2.0], params={})
        progress.ended(done, ["minimize"])
        progress.ended(waggle.FrozenTrial(number=1, state=waggle.TrialState.FAIL, values=None, params={}), ["minimize"])
        self.assertRegex(progress.text(), r"^\[#{12}\.{12}\] 2/4  best here 2  1 failed  ")


class Trouble(unittest.TestCase):
    def setUp(self) -> None:
        self.seed = SeedProcess()
        self.addCleanup(self.seed.clear)

    def test_loses_no_trial_while_the_seed_is_away_for_five_seconds(self) -> None:
        study = waggle.create_study(self.seed.url, sampler="random", n_trials=60)
        told: list[int] = []
        ended: list[waggle.FrozenTrial] = []

        def objective(trial: waggle.Trial) -> float:
            time.sleep(0.02)
            value = quadratic(trial)
            told.append(trial.number)
            return value

        def outage() -> None:
            while len(told) < 20:
                time.sleep(0.01)
            self.seed.kill()
            time.sleep(5)
            self.seed.start()

        away = threading.Thread(target=outage)
        away.start()
        study.optimize(objective, n_jobs=3, callbacks=[lambda _, trial: ended.append(trial)])
        away.join()
        self.assertEqual(len(study.trials), 60)
        self.assertEqual({trial.state.name for trial in study.trials}, {"COMPLETE"})
        self.assertEqual(sorted(trial.number or 0 for trial in study.trials), sorted(told))
        self.assertEqual(study.standing["running"], 0)
        known = {trial.number: trial.value for trial in study.trials}
        for trial in ended:
            self.assertEqual(known[trial.number], trial.value)

    def test_waits_for_a_seed_that_stands_still(self) -> None:
        study = waggle.create_study(self.seed.url, sampler="random")
        self.seed.pause()
        threading.Timer(1.5, self.seed.go_on).start()
        study.optimize(quadratic, n_trials=2)
        self.assertEqual(len(study.trials), 2)

    def test_says_that_the_seed_is_gone_and_does_not_hang(self) -> None:
        study = waggle.create_study(self.seed.url, sampler="random", patience=1.5)
        self.seed.kill()
        began = time.monotonic()
        with self.assertRaisesRegex(waggle.SeedUnreachable, "No seed answers at .* start it, or check the address"):
            study.optimize(quadratic, n_trials=1)
        self.assertLess(time.monotonic() - began, 30)

    def test_says_that_another_program_answers(self) -> None:
        import http.server

        class Other(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            with self.assertRaisesRegex(waggle.Refused, "no seed of this version"):
                waggle.create_study(f"http://127.0.0.1:{server.server_port}", patience=1)
            server.shutdown()


if __name__ == "__main__":
    unittest.main()

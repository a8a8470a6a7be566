"""How long a trial of the client takes once a study has its history: prints milliseconds of each, as JSON."""

import json
import sys
import time

import waggle

url, history, trials = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
study = waggle.create_study(url, sampler="tpe", seed=7)


def objective(trial: waggle.Trial) -> float:
    return trial.suggest_float("x", -100, 100) ** 2 + trial.suggest_categorical("y", [-1, 0, 1])


study.optimize(objective, n_trials=history, show_progress_bar=False)
ended = [time.perf_counter()]
study.optimize(objective, n_trials=trials, callbacks=[lambda *_: ended.append(time.perf_counter())], show_progress_bar=False)
print(json.dumps([(after - before) * 1000 for before, after in zip(ended, ended[1:])]))

"""Milliseconds per ask and tell of Optuna's samplers at D=10, after histories drawn as in speed-history.ts.

Argument: {"samplers": [...], "histories": [...]} as JSON. Prints [{"sampler", "history", "ms"}] as JSON.
"""

import json
import statistics
import sys
import time

import numpy as np
import optuna

DIM = 10
SAMPLERS = {
    "random": lambda: optuna.samplers.RandomSampler(seed=1),
    "tpe": lambda: optuna.samplers.TPESampler(seed=1),
    "cmaes": lambda: optuna.samplers.CmaEsSampler(seed=1),
    "qmc": lambda: optuna.samplers.QMCSampler(seed=1, scramble=True),
    "nsga2": lambda: optuna.samplers.NSGAIISampler(seed=1),
}
OBJECTIVES = {"nsga2": 2}
# The first proposals read the whole history; a study that runs has read it.
WARM_UP = 3
ROUNDS = 3
STEPS = 7


def values_of(x, objectives):
    return [float(np.sum((x - i) ** 2)) for i in range(objectives)]


def history_point(rng):
    if rng.random() < 0.5:
        return rng.uniform(-5, 5, DIM)
    width = 3 * (0.03 / 3) ** rng.random()
    return np.clip(width * rng.standard_normal(DIM), -5, 5)


def filled_study(name, history):
    objectives = OBJECTIVES.get(name, 1)
    study = optuna.create_study(directions=["minimize"] * objectives, sampler=SAMPLERS[name]())
    rng = np.random.default_rng(history)
    distributions = {f"x{i}": optuna.distributions.FloatDistribution(-5, 5) for i in range(DIM)}
    trials = []
    for _ in range(history):
        x = history_point(rng)
        params = {f"x{i}": float(x[i]) for i in range(DIM)}
        trials.append(
            optuna.trial.create_trial(params=params, distributions=distributions, values=values_of(x, objectives))
        )
    study.add_trials(trials)
    return study


def step(study):
    trial = study.ask()
    x = np.array([trial.suggest_float(f"x{i}", -5, 5) for i in range(DIM)])
    study.tell(trial, values_of(x, len(study.directions)))


def measure(name, history):
    study = filled_study(name, history)
    for _ in range(WARM_UP):
        step(study)
    rounds = []
    for _ in range(ROUNDS):
        before = time.thread_time()
        for _ in range(STEPS):
            step(study)
        rounds.append(1000 * (time.thread_time() - before) / STEPS)
    return statistics.median(rounds)


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    plan = json.loads(sys.argv[1])
    speeds = [
        {"sampler": name, "history": history, "ms": measure(name, history)}
        for name in plan["samplers"]
        if name in SAMPLERS
        for history in plan["histories"]
    ]
    print(json.dumps(speeds))


main()

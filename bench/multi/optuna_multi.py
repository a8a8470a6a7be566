"""Optuna's TPE on an objective that the calling process evaluates.

Argument: {"ranges": [[low, high], ...], "objectives": n, "seed": n, "trials": n} as JSON. Prints the point of every trial
as a JSON list on a line of its own, and reads its values likewise.
"""

import json
import sys

import optuna


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    plan = json.loads(sys.argv[1])
    sampler = optuna.samplers.TPESampler(seed=plan["seed"])
    study = optuna.create_study(directions=["minimize"] * plan["objectives"], sampler=sampler)
    for _ in range(plan["trials"]):
        trial = study.ask()
        point = [trial.suggest_float(f"x{d}", low, high) for d, (low, high) in enumerate(plan["ranges"])]
        print(json.dumps(point), flush=True)
        study.tell(trial, json.loads(sys.stdin.readline()))


main()

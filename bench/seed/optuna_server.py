"""Optuna in memory behind FastAPI, with the two calls that a study over HTTP has: what `bench:seed` compares with."""

import os

import optuna
import uvicorn
from fastapi import FastAPI

optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
running = {}
app = FastAPI()


@app.post("/ask")
async def ask(body: dict):
    trial = study.ask()
    params = {name: trial.suggest_float(name, each["low"], each["high"]) for name, each in body["space"].items()}
    running[trial.number] = trial
    return {"number": trial.number, "params": params}


@app.post("/trials/{number}/tell")
async def tell(number: int, body: dict):
    study.tell(running.pop(number), body["value"])
    return {"counted": True}


@app.get("/health")
async def health():
    return {"pid": os.getpid()}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="critical", access_log=False)

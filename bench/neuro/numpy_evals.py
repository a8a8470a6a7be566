"""CPU microseconds that NumPy takes for one step of a network: hidden layers of tanh, then argmax.

One JSON object on standard input: {"sizes": [4, 16, 16, 2], "genomes": 64, "weights", "observations": base64 of float32}.
Weights are of one genome after the other, of each layer first all inputs x outputs, then the biases. Prints
{"single", "float32", "float64": microseconds, "actions": of the first genome, "batchActions": of all, step after step}.
"""

import base64
import json
import os
import sys
import time

# Matrices this small are not worth a second thread, and CPU time is compared with that of one.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

ROUNDS = 3


def decoded(text):
    return np.frombuffer(base64.b64decode(text), dtype=np.float32)


def layers_of(weights, sizes):
    """[(genomes, inputs, outputs), (genomes, 1, outputs)] of each layer."""
    layers, at = [], 0
    for inputs, outputs in zip(sizes, sizes[1:]):
        matrix = weights[:, at : at + inputs * outputs].reshape(-1, inputs, outputs)
        at += inputs * outputs
        layers.append((np.ascontiguousarray(matrix), np.ascontiguousarray(weights[:, None, at : at + outputs])))
        at += outputs
    return layers


def micros(steps, run):
    """The quickest of some rounds, which others on the machine disturbed least."""
    run()
    times = []
    for _ in range(ROUNDS):
        before = time.thread_time()
        run()
        times.append((time.thread_time() - before) / steps * 1e6)
    return min(times)


def one_at_a_time(layers, observations):
    (w1, b1), (w2, b2), (w3, b3) = [(np.ascontiguousarray(w[0].T), b[0, 0]) for w, b in layers]

    def run():
        return [int(np.argmax(w3 @ np.tanh(w2 @ np.tanh(w1 @ x + b1) + b2) + b3)) for x in observations]

    return run


def batched(layers, observations):
    """All genomes at once; each sees its own observation of a step, and answers with its own action."""
    (w1, b1), (w2, b2), (w3, b3) = layers

    def run():
        return [
            np.argmax(np.tanh(np.tanh(x[:, None, :] @ w1 + b1) @ w2 + b2) @ w3 + b3, axis=2)[:, 0] for x in observations
        ]

    return run


def main():
    plan = json.load(sys.stdin)
    sizes, genomes = plan["sizes"], plan["genomes"]
    weights = decoded(plan["weights"]).reshape(genomes, -1)
    observations = decoded(plan["observations"]).reshape(-1, sizes[0])
    steps = observations.reshape(-1, genomes, sizes[0])
    single = one_at_a_time(layers_of(weights, sizes), observations)
    batch = batched(layers_of(weights, sizes), steps)
    wide = batched(layers_of(weights.astype(np.float64), sizes), steps.astype(np.float64))
    print(
        json.dumps(
            {
                "single": micros(len(observations), single),
                "float32": micros(len(observations), batch),
                "float64": micros(len(observations), wide),
                "actions": single(),
                "batchActions": np.concatenate(batch()).tolist(),
            }
        )
    )


main()

// Runs of the notebook's system by PyTorch, beside ours from the same weights and starts.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { agents } from "./agents.js";

interface Run {
  readonly agents: number;
  readonly parameters: number;
  readonly hidden: number;
  readonly target: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Of each episode the sum after each step. */
  readonly sums: readonly (readonly number[])[];
  /** Of each agent, of each layer's weights and then its biases: their sum, and that of their squares. */
  readonly weightSums: readonly (readonly number[])[];
  readonly weightSquares: readonly (readonly number[])[];
}

const url = new URL("../../test/fixtures/torch/agents.json", import.meta.url);
const { runs } = JSON.parse(readFileSync(url, "utf8")) as { readonly runs: readonly Run[] };

/** What the recording drew its weights and starts from, in our order. */
function sameChance(): { uniform(): number } {
  let x = 42;
  return {
    uniform() {
      x = Number((1103515245n * BigInt(x) + 12345n) % 2147483648n);
      return x / 2147483648;
    },
  };
}

describe.each(runs)("$agents agents of $parameters parameters", (run) => {
  const { sums, weightSums, weightSquares, ...settings } = run;
  const training = agents.newTraining({ ...settings, clamped: "freeze" }, sameChance());
  const episodes = sums.map(() => training.episode());

  it("pass through the sums of PyTorch's run, in as many steps", () => {
    expect(episodes.map(({ steps }) => steps)).toEqual(sums.map(({ length }) => length));
    episodes.forEach(({ reward }, i) => {
      const paid = (sums[i] ?? []).reduce((total, sum) => total - Math.abs(run.target - sum), 0);
      expect(Math.abs(reward - paid)).toBeLessThan(1e-7);
    });
  });

  it("end with PyTorch's weights", () => {
    const { hidden } = run;
    training.agents.forEach(({ network: { weights } }, k) => {
      const inputs = run.parameters;
      const outputs = (weights.length - (inputs + 1) * hidden - (hidden + 1) * hidden) / (hidden + 1);
      const lengths = [inputs * hidden, hidden, hidden * hidden, hidden, hidden * outputs, outputs];
      let from = 0;
      lengths.forEach((length, i) => {
        const part = weights.subarray(from, from + length);
        from += length;
        expect(part.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(weightSums[k]?.[i] ?? Number.NaN, 7);
        expect(part.reduce((sum, weight) => sum + weight * weight, 0)).toBeCloseTo(
          weightSquares[k]?.[i] ?? Number.NaN,
          7,
        );
      });
    });
  });
});

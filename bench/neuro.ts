// What networks and their genomes cost: `npm run bench:neuro`; see README.md.
import { neuro } from "../gallery/neuro/neuro.js";
import { type EvalPlan, evalPlan } from "./neuro/eval-plan.ts";
import { microsPerStep, ourEvals } from "./neuro/neuro-evals.ts";
import { numpyEvals } from "./neuro/numpy-evals.ts";
import { count, readOptions } from "./shared/options.ts";
import { atLeast, type Figure, median, report, shown } from "./shared/report.ts";

const { values } = readOptions({ rounds: "5" });
const rounds = count(values.rounds, "rounds");

/** How many times as many steps as NumPy: one at a time, and beside its batch of 64 genomes. */
const GOALS = [
  { sizes: [4, 16, 16, 2], single: 40, batch: 4 },
  { sizes: [4, 64, 64, 2], single: 12, batch: 1.8 },
];
/** Two that round 32-bit sums in another order choose differently now and then, where two outputs are nearly equal. */
const MUST_AGREE = 0.999;

function evalFigures(sizes: readonly number[], singleGoal: number, batchGoal: number): Figure[] {
  const plan = evalPlan(sizes);
  const measured = Array.from({ length: rounds }, () => {
    const [ours, numpy] = [ourEvals(plan), numpyEvals(plan)];
    agree(ours.actions, numpy.actions, plan);
    agree(ours.batchActions, numpy.batchActions, plan);
    const batch = Math.min(numpy.float32, numpy.float64);
    return { ...ours, numpySingle: numpy.single, numpyBatch: batch };
  });
  const middle = (of: (round: (typeof measured)[number]) => number): number => median(measured.map(of));
  const { name } = plan;
  return [
    atLeast(
      `evalsVsNumpy.${name}`,
      middle((r) => r.numpySingle / r.single),
      "times",
      singleGoal,
    ),
    atLeast(
      `evalsVsNumpyBatch.${name}`,
      middle((r) => r.numpyBatch / Math.min(r.inTurn, r.inStep)),
      "times",
      batchGoal,
    ),
    shown(
      `evalsVsNumpyBatch.${name}.sideBySide`,
      middle((r) => r.numpyBatch / r.sideBySide),
      "times",
    ),
    shown(
      `stepMicros.${name}`,
      middle((r) => r.single),
      "us",
    ),
    shown(
      `stepMicros.${name}.inTurn`,
      middle((r) => r.inTurn),
      "us",
    ),
    shown(
      `stepMicros.${name}.inStep`,
      middle((r) => r.inStep),
      "us",
    ),
    shown(
      `stepMicros.${name}.sideBySide`,
      middle((r) => r.sideBySide),
      "us",
    ),
    shown(
      `stepMicros.${name}.numpy`,
      middle((r) => r.numpySingle),
      "us",
    ),
    shown(
      `stepMicros.${name}.numpyBatch`,
      middle((r) => r.numpyBatch),
      "us",
    ),
    shown(`childMicros.${name}`, childMicros(plan), "us"),
  ];
}

/** Both sides must do the same, or comparing their times means nothing. */
function agree(ours: readonly number[], numpys: readonly number[], { name }: EvalPlan): void {
  const same = ours.filter((action, i) => action === numpys[i]).length / numpys.length;
  if (!(same >= MUST_AGREE)) throw new Error(`${name}: only ${same} of the actions are those of NumPy`);
}

/** The weights of a child whose parent was seen. */
function childMicros({ shape }: EvalPlan): number {
  const parent = Array.from({ length: 350 }, (_, seed) => seed);
  let seed = 0;
  return microsPerStep(1000, () => {
    for (let i = 0; i < 1000; i++) neuro.weightsOf([...parent, seed++], shape, 0.1);
  });
}

/** What travels of a network after 350 generations, and the weights that it stands for. */
function bytesFigures(): Figure[] {
  const shape = { inputs: 4, hidden: [64, 64], outputs: 2 };
  const genome = Array.from({ length: 350 }, (_, seed) => seed);
  const bytes = neuro.bytesOf(genome, shape);
  return [
    shown("bytesPerGenome", bytes.genome, "bytes"),
    shown("bytesPerGenome.perSeed", bytes.genome / genome.length, "bytes"),
    shown("bytesPerGenome.weights.4-64-64-2", bytes.weights, "bytes"),
  ];
}

report("neuro", [...GOALS.flatMap(({ sizes, single, batch }) => evalFigures(sizes, single, batch)), ...bytesFigures()]);

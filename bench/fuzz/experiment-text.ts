import { choice, integer, type Rng } from "../../study/rng.ts";
import { costlyText } from "./costly-text.ts";
import { expressionText, mutated } from "./expression-text.ts";

/** Files that say all that a file can, to be changed. */
const FILES = [
  `tune_mnist:
    env: mnist
    alg: script
    num_trials: 10
    resources:
        cpu: 1
    stop:
        mean_accuracy: 0.99
        time_total_s: 600
    config:
        script_file_path: examples/mnist.py
        script_entrypoint: train
        activation:
            grid_search: ['relu', 'elu', 'tanh']
`,
  `# two experiments
first: &first
  run: PPO
  repeat: 3
  scheduler: HyperBand
  metric: mean_loss
  mode: min
  resources: {cpu: 2, gpu: 1, driver_cpu_limit: 1}
  config:
    model: &model
      layers: [8, {grid_search: [16, 32]}, {eval: "2 ** spec.config.size"}]
      "quoted": 'it''s'
    copy: *model
    size: {eval: "lambda spec: random.randint(1, 8)"}
    lr: {eval: "10 ** random.uniform(-4, -1)"}
    text: >
      folded
      text
    odd: [1e-4, yes, 010, ~, 0x1F, .5, "\\u00e9"]
second:
  checkpoint_freq: 5
  config: {a: {grid_search: [{b: {grid_search: [1, 2]}}, {c: 3}]}}
`,
  JSON.stringify(
    {
      it: {
        env: "x",
        num_trials: 4,
        stop: { loss: 1 },
        config: { a: { eval: "random.random()" }, b: [1, { c: null }] },
      },
    },
    null,
    2,
  ),
  `vm:
  # Number of machines
  count: 30
  cpus: 16
  mem: 2

experiment:
  count: 1
  generations: 350
  population: 1000
  survivors: 20
  champions: 3
`,
  JSON.stringify({ vm: { count: 2 }, experiment: { count: 3, population: 50, survivors: 7 } }),
];

const PIECES = [
  "grid_search",
  "eval",
  "config",
  "num_trials: 9999",
  "population: 21",
  "survivors",
  "repeat: 1000",
  "<<: *first",
  "__proto__",
  "&a [*a, *a]",
  "- ",
  "  ",
  "\t",
  "{",
  "]",
  ": ",
  "!!x ",
  "---\n",
  "%YAML 1.1\n",
];

/** Each takes up to a second. */
const COSTLY_SHARE = 0.01;

/** A file as a stranger may write it. */
export function experimentText(rng: Rng): string {
  if (rng.next() < COSTLY_SHARE) return costlyText(rng);
  let text = choice(rng, FILES);
  for (let i = integer(rng, 0, 4); i > 0; i--) text = changed(text, rng);
  return text;
}

function changed(text: string, rng: Rng): string {
  const at = integer(rng, 0, text.length);
  const lines = text.split("\n");
  const [from, to] = [integer(rng, 0, lines.length - 1), integer(rng, 0, lines.length - 1)];
  switch (integer(rng, 0, 6)) {
    case 0:
      return mutated(text, choice(rng, FILES), rng);
    case 1:
      return `${text.slice(0, at)}${choice(rng, PIECES)}${text.slice(at)}`;
    case 2:
      return lines.toSpliced(from, 1).join("\n");
    case 3:
      return lines.toSpliced(to, 0, lines[from] ?? "").join("\n");
    case 4:
      return lines.with(from, `${" ".repeat(integer(rng, 0, 8))}${(lines[from] ?? "").trimStart()}`).join("\n");
    case 5:
      return text.replace(/eval: .*/, () => `eval: ${JSON.stringify(expressionText(rng))}`);
    default:
      return text.replace(/\d+/g, (digits) =>
        rng.next() < 0.3 ? choice(rng, ["0", "-1", "1e9", "99999999999999999999", "0.5"]) : digits,
      );
  }
}

import { quoted } from "./shown-text.ts";

/** What an experiment may say. */
export const EXPERIMENT_KEYS = [
  "env",
  "alg",
  "run",
  "num_trials",
  "repeat",
  "stop",
  "resources",
  "config",
  "scheduler",
  "metric",
  "mode",
] as const;

/** Keys of Ray Tune's first versions that mean nothing here, and why a file with them can be used all the same. */
export const UNUSED_KEYS: ReadonlyMap<string, string> = new Map([
  ["checkpoint_freq", "checkpoints are the script's own here"],
  ["checkpoint_at_end", "checkpoints are the script's own here"],
  ["restore", "each study starts anew here"],
  ["local_dir", "results are kept in the tabs here"],
  ["upload_dir", "results are kept in the tabs here"],
  ["scheduler_config", "a scheduler's settings are made on the page"],
  ["max_failures", "a variant that throws has failed, and is run nowhere again"],
  ["redis_address", "tabs find each other"],
  ["num_cpus", "each tab says itself how many cores it lends"],
  ["num_gpus", "each tab says itself what it lends"],
]);

/** The same idea by another of its names. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["num_samples", "repeat"],
  ["trial_resources", "resources"],
  ["resources_per_trial", "resources"],
  ["algorithm", "alg"],
  ["environment", "env"],
  ["param_space", "config"],
  ["parameters", "config"],
  ["cores", "cpu"],
  ["cpus", "cpu"],
  ["gpus", "gpu"],
  // Of PPO, as RLlib's first and its later versions call them.
  ["sgd_stepsize", "lr"],
  ["learning_rate", "lr"],
  ["train_batch_size", "timesteps_per_batch"],
  ["sgd_minibatch_size", "sgd_batchsize"],
  ["minibatch_size", "sgd_batchsize"],
  ["fcnet_hiddens", "hidden"],
  ["fcnet_activation", "activation"],
]);

export const RESOURCE_KEYS = ["cpu", "gpu"] as const;

export const UNUSED_RESOURCES: ReadonlyMap<string, string> = new Map(
  ["driver_cpu_limit", "driver_gpu_limit", "extra_cpu", "extra_gpu"].map((key) => [
    key,
    "a trial runs in one tab here and gets the cores that cpu says",
  ]),
);

/** What to say of a key that nobody knows: the nearest known one, or all. */
export function unknownKeyWords(key: string, where: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const advice = near === null ? `the keys there are ${known.join(", ")}` : `do you mean ${near}?`;
  return `${quoted(key)} is no key of ${where}; ${advice}`;
}

/** The known key that was probably meant; null if none is near. */
export function nearest(key: string, known: readonly string[]): string | null {
  const plain = key.toLowerCase().replaceAll(/[-\s]/g, "_").slice(0, 40);
  const renamed = RENAMED.get(plain);
  if (renamed !== undefined && known.includes(renamed)) return renamed;
  const [best] = known
    .map((name) => ({ name, distance: editDistance(plain, name) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : null;
}

/** Letters to insert, leave out or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

// Algorithms that need no script: the page brings what trains (docs/agents.md).
import type { Experiment, FileNote, Mistake, OwnTraining } from "./experiment.ts";
import type { Fields } from "./fields.ts";
import { MAX_MISTAKES } from "./findings.ts";
import { unknownKeyWords } from "./known-keys.ts";
import { ppoValueMistakes } from "./ppo-values.ts";
import { quoted } from "./shown-text.ts";

/** Tasks with choices, seen as lists of numbers: what PPO here can learn. */
export const PPO_ENVS = ["CartPole-v0", "CartPole-v1", "Acrobot-v1"] as const;

/** What `config` may set of PPO, as `gallery/ppo` has it. */
export const PPO_SETTINGS = [
  "seed",
  "num_workers",
  "timesteps_per_batch",
  "num_sgd_iter",
  "sgd_batchsize",
  "lr",
  "gamma",
  "lambda",
  "clip_param",
  "vf_loss_coeff",
  "entropy_coeff",
  "hidden",
  "activation",
] as const;

/** What its trials report: one of these has to end them. */
const REPORTED = [
  "episode_reward_mean",
  "episode_len_mean",
  "episodes_total",
  "timesteps_total",
  "training_iteration",
  "time_total_s",
];

const ENVS = `${PPO_ENVS.slice(0, -1).join(", ")} and ${PPO_ENVS.at(-1)}`;
const OTHERWISE = "For anything else bring a script of your own: alg: script.";

/** What trains where the file names no script; null where a script has to, or nothing can, which `findings` are told. */
export function ownTrainingOf(fields: Fields, alg: string, env: string | null, hasScript: boolean): OwnTraining | null {
  const [earlier, later] = [fields.entry("alg"), fields.entry("run")];
  const entry = later ?? earlier;
  // Which of two is meant, nobody knows; that is a mistake already.
  if (alg === "script" || entry === null || (earlier !== null && later !== null)) return null;
  const { findings } = fields;
  if (hasScript) {
    findings.note(entry.value, `The script has to do what ${quoted(alg)} does, with the same config.`);
    return null;
  }
  if (alg !== "PPO") {
    const message = `No algorithm ${quoted(alg)} is built in: PPO is trained here, on ${ENVS}. ${OTHERWISE}`;
    return findings.mistake(entry.value, message);
  }
  const known = PPO_ENVS.find((name) => name === env);
  if (known !== undefined) return { algorithm: "PPO", env: known };
  const place = fields.entry("env")?.value ?? entry.value;
  const what = env === null ? "PPO needs an env" : `PPO does not know ${quoted(env)}`;
  return findings.mistake(place, `${what}: here it is trained on ${ENVS}. ${OTHERWISE}`);
}

/** What keeps an experiment from being trained without a script. */
export function ownTrainingMistakes({ config, stop, places }: Experiment): readonly Mistake[] {
  const unknown = [...config.entries].filter(([key]) => !PPO_SETTINGS.some((known) => known === key));
  const unknownKeys = unknown.slice(0, MAX_MISTAKES).map(([key, { line, column }]) => {
    const message = `${unknownKeyWords(key, "PPO's config", PPO_SETTINGS)}.`.replace("?.", "?");
    return { line, column, message };
  });
  const mistakes = [...unknownKeys, ...ppoValueMistakes(config)].slice(0, MAX_MISTAKES);
  if (Object.keys(stop).some((metric) => REPORTED.includes(metric))) return mistakes;
  const { line, column } = places.get("stop") ?? config;
  const message = `PPO trains until a rule of stop ends it, and reports ${REPORTED.join(", ")}: stop by one of these, as {episode_reward_mean: 200, time_total_s: 180}.`;
  return [...mistakes, { line, column, message }];
}

/** What an author may not expect of being trained without a script. */
export function ownTrainingNotes({ resources, config, places }: Experiment): readonly FileNote[] {
  if (resources.cores < 2) return [];
  const { line, column } = places.get("resources") ?? config;
  const message = `A trial gets the ${resources.cores} cores that cpu says, but its workers play in turn on one: with cpu: 1 a tab trains as many variants at once as it lends cores.`;
  return [{ line, column, message }];
}

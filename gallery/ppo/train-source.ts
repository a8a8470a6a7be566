import { controlSource, type TaskFile } from "../control/control-source.ts";
import { neuroSource } from "../neuro/neuro-source.ts";
import { source as train } from "../sources/trainables/train_ppo.ts";
import { ppoSource } from "./ppo-source.ts";

const TASKS = {
  "CartPole-v0": { file: "cart-pole", made: "control.newCartPole(neuro, { maxSteps: 200 })" },
  "CartPole-v1": { file: "cart-pole", made: "control.newCartPole(neuro)" },
  "Acrobot-v1": { file: "acrobot", made: "control.newAcrobot(neuro)" },
} as const satisfies Readonly<Record<string, { readonly file: TaskFile; readonly made: string }>>;

/** A whole trainable, `train(config, reporter)`: PPO of a task, with the libraries that it needs. */
export function trainPpoSource(env: keyof typeof TASKS): string {
  const { file, made } = TASKS[env];
  return [
    "// What is trained, and what is reported of it, stands at the end of this text, after the three libraries that it needs.",
    neuroSource.trim(),
    "",
    controlSource(file),
    ppoSource.trim(),
    "",
    `const newTask = () => ${made};`,
    "",
    train,
  ].join("\n");
}

import { taskTexts } from "./task-texts.ts";

const MAKERS = {
  "cart-pole": "newCartPole",
  acrobot: "newAcrobot",
  "mountain-car": "newMountainCar",
  pendulum: "newPendulum",
  orchard: "newOrchard",
} as const;

export type TaskFile = keyof typeof MAKERS;

/** A task and what runs its episodes as one text that an objective begins with. It declares one name, `control`. */
export function controlSource(task: TaskFile): string {
  return [
    "const control = (() => {",
    taskTexts[task].trim(),
    "",
    taskTexts.episode.trim(),
    "",
    `return { ${MAKERS[task]}, runEpisode };`,
    "})();\n",
  ].join("\n");
}

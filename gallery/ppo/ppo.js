import { newTraining } from "./training.js";

/** Proximal policy optimization for objectives: docs/agents.md. */
export const ppo = { newTraining };

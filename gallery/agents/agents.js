import { newAgent } from "./agent.js";
import { finalLines, progressLine } from "./lines.js";
import { settingsOf } from "./settings.js";
import { newTraining } from "./training.js";
import { fillSlopes, newWorld } from "./world.js";

/** Agents that share a sum, for objectives: docs/agents.md. */
export const agents = { newTraining, progressLine, finalLines, settingsOf, newWorld, newAgent, fillSlopes };

/** Everything the state of a participant follows from. */
import type { AgentState } from "../agent-state.ts";
export interface Circumstances {
  readonly restored: boolean;
  readonly left: boolean;
  readonly paused: boolean;
  /** Why it cannot go on until a person resumes it. */
  readonly failure: string | null;
  /** How many the cores that this tab is to lend are enough for. */
  readonly trialsAtOnce: number;
  readonly budgetSpent: boolean;
  /** A stop rule, or the author, has ended the study. */
  readonly ended: boolean;
  /** Trials asked for and not ended. */
  readonly unfinished: number;
}

/**
 * A peer ends by itself when its budget is spent and its last trial told. It stays in the swarm, shares and repairs;
 * nobody else ends because of it, and all name the same best as they hold the same trials.
 */
export function stateOf(now: Circumstances): AgentState {
  if (now.left) return "left";
  if (!now.restored) return "joining";
  if (now.ended || (now.budgetSpent && now.unfinished === 0)) return "finished";
  if (now.failure !== null) return "failed";
  if (now.paused) return "paused";
  return now.trialsAtOnce > 0 ? "running" : "watching";
}

import type { Random, Task } from "./task.ts";

/** The rewards of one episode, added up. `act` says what to do of what is observed; `random` is a source of the episode's own. */
export declare function runEpisode(task: Task, act: (observation: Float32Array) => number, random: Random): number;

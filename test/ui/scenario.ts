/** Situations to look at; `?scenario=` chooses one. */
export const SCENARIOS = [
  "running",
  "invited",
  "alone",
  "waiting",
  "paused",
  "watching",
  "finished",
  "failed",
  "offline",
  "errors",
  "long",
  "infeasible",
  "partly-feasible",
  "maximize",
  "plateau",
  "crowd",
  "empty",
  "plain-http",
  "seed-away",
  "hidden-characters",
  "many-lines",
  "shortest-lines",
  "returning",
  "missing",
  "engine-fails",
  "command-fails",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

export const readScenario = (text: string | null): Scenario => SCENARIOS.find((name) => name === text) ?? "running";

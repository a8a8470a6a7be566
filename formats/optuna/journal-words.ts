/** What a line of a journal does, by Optuna's numbers. */
export const OP = {
  createStudy: 0,
  deleteStudy: 1,
  studyUserAttr: 2,
  studySystemAttr: 3,
  createTrial: 4,
  param: 5,
  state: 6,
  intermediate: 7,
  userAttr: 8,
  systemAttr: 9,
  discardTrials: 10,
} as const;

/** By Optuna's numbers of states. */
export const STATES = ["running", "complete", "pruned", "failed", "waiting"] as const;

/** By Optuna's numbers of directions; 0 is a study that has none yet. */
export const DIRECTIONS = [null, "minimize", "maximize"] as const;

export const METRIC_NAMES = "study:metric_names";

/** A parameter whose value is a list stands in this attribute, for other tools know numbers and choices alone. */
export const vectorAttr = (name: string): string => `waggle:vector:${name}`;
export const vectorName = (attr: string): string | null => /^waggle:vector:(.*)$/s.exec(attr)?.[1] ?? null;

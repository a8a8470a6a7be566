import { sameValue } from "../space/distribution.ts";
import type { TrialPoint } from "./trial.ts";

/** Whether a trial with the values of `proposed` would ask for what `point` asked for, and get the same. */
export const goesSameWay = ({ space, params }: TrialPoint, proposed: TrialPoint): boolean =>
  params.length > 0 &&
  space.names.every((name, i) => {
    const at = proposed.space.names.indexOf(name);
    return at >= 0 && sameValue(proposed.params[at], params[i]);
  });

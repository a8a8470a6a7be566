import type { RunningPoint } from "../../sampler.ts";
import type { ParamValue } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";

/** Whether a running trial tries these values of `space`. */
export const isRunning = (
  space: SearchSpace,
  values: readonly ParamValue[],
  running: readonly RunningPoint[],
): boolean =>
  running.some((point) =>
    space.names.every((name, i) => {
      const place = point.space.names[i] === name ? i : point.space.names.indexOf(name);
      return point.params[place] === values[i];
    }),
  );

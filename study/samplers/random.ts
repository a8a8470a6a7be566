import type { Sampler } from "../sampler.ts";
import { uniformValue } from "../space/transform.ts";

/** Uniform over the space (in ln space where `log`): the baseline, and right when trials cost next to nothing. */
export const randomSampler = (): Sampler => ({
  name: "random",
  usesRunning: false,
  sample: ({ space, rng }) => ({
    values: space.distributions.map((distribution) => uniformValue(distribution, rng)),
    mixtures: null,
  }),
});

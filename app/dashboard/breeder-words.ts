import type { DeepGaChoice } from "../../study/samplers/choice.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { plural } from "../parts/numbers.ts";

/** What breeds generations; null in every other study. */
export const breederOf = ({ sampler }: Pick<StudySpec, "sampler">): DeepGaChoice | null =>
  sampler.name === "deepga" ? sampler : null;

/** "mean of 30 episodes": what a champion's value is. */
export const valueWords = (episodes: number): string =>
  episodes <= 1 ? "score of one episode" : `mean of ${plural(episodes, "episode")}`;

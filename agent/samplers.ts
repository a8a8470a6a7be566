import type { Pruner } from "../study/pruner.ts";
import { medianPruner } from "../study/pruners/median.ts";
import { nopPruner } from "../study/pruners/nop.ts";
import type { Sampler } from "../study/sampler.ts";
import { randomSampler } from "../study/samplers/random.ts";
import { tpeSampler } from "../study/samplers/tpe.ts";
import { SWARM_RULES } from "../study/samplers/tpe-rules.ts";
import type { StudySpec } from "../study/spec.ts";

/** The sampler a study's author chose. */
export const samplerOf = (spec: StudySpec): Sampler =>
  spec.sampler.name === "tpe" ? tpeSampler(SWARM_RULES) : randomSampler();

/** The pruner a study's author chose. */
export const prunerOf = (spec: StudySpec): Pruner => (spec.pruner.name === "median" ? medianPruner() : nopPruner());

/** Whether proposals depend on results: then asking far ahead costs quality. */
export const learns = (spec: StudySpec): boolean => spec.sampler.name !== "random";

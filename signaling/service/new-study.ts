import type * as v from "valibot";
import { type Parsed, parsed } from "../../study/parsed.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { ONE_VALUE, type ObjectiveSpec, specWith } from "../../study/spec/spec.ts";
import { DEFAULT_LEASE_MS } from "./limits.ts";
import type { CreateStudy } from "./shapes.ts";
import type { NewStudy } from "./studies.ts";

/** What stands where a study has no objective that could run in a tab. */
const NO_OBJECTIVE =
  "The values of this study come by HTTP: programs of its author run its trials, and nothing runs here.";

/** Of an author who gave none; the key says who commands the study. */
const NO_NAME = "somebody over HTTP";

type Wanted = v.InferOutput<typeof CreateStudy>;

/** The study that a call describes, or why there can be none. */
export function newStudy(wanted: Wanted, wallMs: number): Parsed<NewStudy> {
  const { name, description, sampler, pruner, seed, startPoints, objective, trials } = wanted;
  const isShared = wanted.shared ?? objective !== undefined;
  const objectives = (wanted.objectives ?? [{ ...ONE_VALUE, direction: wanted.direction ?? "minimize" }]).map(
    (each): ObjectiveSpec => ({ name: each.name, direction: each.direction, unit: each.unit ?? "" }),
  );
  const spec = specWith({
    name,
    objective: objective ?? { language: "http", source: NO_OBJECTIVE },
    objectives,
    budget:
      trials === undefined
        ? { kind: "open", trialsPerRound: 10 }
        : { kind: "trials", total: trials, trialsPerRound: 10 },
    listed: isShared && (wanted.listed ?? false),
    createdMs: wallMs,
  });
  // Strangers' words: whether they make a study is for the study's own reading to say.
  const read = parseSpec({
    ...spec,
    ...(description === undefined ? {} : { description }),
    ...(sampler === undefined ? {} : { sampler: typeof sampler === "string" ? { name: sampler } : sampler }),
    ...(pruner === undefined ? {} : { pruner: typeof pruner === "string" ? { name: pruner } : pruner }),
    ...(seed === undefined ? {} : { seed }),
    ...(startPoints === undefined ? {} : { startPoints }),
  });
  if (!read.ok) return read;
  if (read.value.sampler.name === "deepga")
    return { ok: false, reason: "generations are bred by tabs and terminals, not over HTTP: choose another sampler" };
  return parsed({
    spec: read.value,
    total: trials ?? null,
    leaseMs: Math.round((wanted.leaseSeconds ?? DEFAULT_LEASE_MS / 1_000) * 1_000),
    retries: wanted.retries ?? 0,
    workers: wanted.workers ?? ["worker"],
    author: wanted.author ?? NO_NAME,
    isShared,
    coordinator: wanted.coordinator ?? false,
  });
}

import { readSpec } from "../spec/parse-spec.ts";
import { type Json, type StudySpec, specWith } from "../spec/spec.ts";

/** The form of a SHA-256. */
export const hash = "h".repeat(43);

/** A study that says no more than it must. */
export const small: StudySpec = specWith({
  name: "Small",
  objective: { language: "javascript", source: "x" },
  createdMs: 0,
});

/** Why this is no study; null: it is one. */
export function reasonOf(input: unknown): string | null {
  const result = readSpec(input);
  return result.ok ? null : result.reason;
}

/** Why the small study with this change is none. */
export const reasonFor = (change: object): string | null => reasonOf({ ...small, ...change });

export const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `n${i}`);

export const variants = (count: number) => names(count).map((name) => ({ name, config: 1 }));

export const attachment = (change: object) => ({
  attachments: [{ name: "a", bytes: 0, sha256: hash, mediaType: "a/b", ...change }],
});

export const deepga = (budget: object) => ({
  sampler: { name: "deepga", population: 3, survivors: 2, champions: 1, sigma: 1, validationEpisodes: 1 },
  budget: { kind: "generations", trialsPerRound: 1, ...budget },
});

/** A trainable of one variant. */
export const config = (value: Json) => ({ trainable: { variants: [{ name: "a", config: value }], repeat: 1 } });

import * as v from "valibot";

/** 200: more than fits a screen; a seed that sends more is cut here. */
const MAX_LISTED = 200;
/** Longer names are cut by the page anyway; a megabyte of name should not even be kept. */
const MAX_NAME = 200;

const clipped = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, MAX_NAME)),
);

const ListedStudySchema = v.object({
  studyId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  name: clipped,
  unit: clipped,
  direction: v.picklist(["minimize", "maximize"]),
  best: v.nullable(v.number()),
  trials: v.pipe(v.number(), v.minValue(0)),
  peers: v.pipe(v.number(), v.minValue(0)),
});

const SeedInfoSchema = v.object({
  version: v.string(),
  lanUrls: v.array(v.string()),
  localUrl: v.string(),
});

/** One open swarm on this seed, as its list tells. */
export type ListedStudy = v.InferOutput<typeof ListedStudySchema>;
export type SeedInfo = v.InferOutput<typeof SeedInfoSchema>;

/** The seed's list of open swarms; entries that make no sense are left out. Rejects when the seed does not answer. */
export async function fetchListedStudies(signal: AbortSignal): Promise<readonly ListedStudy[]> {
  return readListedStudies(await fetchJson("/api/studies", signal));
}

/** Where this seed can be reached from other machines. Rejects when the seed does not answer. */
export async function fetchSeedInfo(signal: AbortSignal): Promise<SeedInfo> {
  return v.parse(SeedInfoSchema, await fetchJson("/api/info", signal));
}

/** What a seed's answer really says: entries that are not studies are dropped. */
export function readListedStudies(body: unknown): readonly ListedStudy[] {
  if (!Array.isArray(body)) throw new Error("The seed's list of studies could not be read.");
  return body.slice(0, MAX_LISTED).flatMap((entry: unknown) => {
    const read = v.safeParse(ListedStudySchema, entry);
    return read.success ? [read.output] : [];
  });
}

async function fetchJson(path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The seed answered ${response.status}.`);
  return (await response.json()) as unknown;
}

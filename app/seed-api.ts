import * as v from "valibot";
import { seedPlace } from "./seed-place.ts";

/** 200: more than fits a screen; a seed that sends more is cut here. */
const MAX_LISTED = 200;
/** Longer names are cut by the page anyway; a megabyte of name should not even be kept. */
const MAX_NAME = 200;

/** Scheme, the longest host name there is, and a port. */
const MAX_ADDRESS = 270;
/** The page needs one; a machine has a few. */
const MAX_ADDRESSES = 20;

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
  networks: v.pipe(v.number(), v.minValue(0)),
  trials: v.pipe(v.number(), v.minValue(0)),
  peers: v.pipe(v.number(), v.minValue(0)),
});

/** The origin of a web address, in a list; an empty one of what is no address, or longer than any. */
function originOf(url: unknown): readonly string[] {
  if (typeof url !== "string" || url.length > MAX_ADDRESS || !URL.canParse(url)) return [];
  const { protocol, origin } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? [origin] : [];
}

const addresses = v.pipe(
  v.array(v.unknown()),
  v.transform((urls) => urls.slice(0, MAX_ADDRESSES).flatMap(originOf)),
);

const SeedInfoSchema = v.object({
  version: v.string(),
  publicUrls: v.optional(addresses, []),
  lanUrls: addresses,
});

/** One open swarm on this seed: `networks` counted by the seed; best, trials and peers are what its tabs say of it. */
export type ListedStudy = v.InferOutput<typeof ListedStudySchema>;
export type SeedInfo = v.InferOutput<typeof SeedInfoSchema>;

/** The seed's list of open swarms; entries that make no sense are left out. Rejects when the seed does not answer. */
export async function fetchListedStudies(signal: AbortSignal): Promise<readonly ListedStudy[]> {
  return readListedStudies(await fetchJson("/api/studies", signal));
}

/** Where this seed can be reached from other machines. Rejects when the seed does not answer. */
export async function fetchSeedInfo(signal: AbortSignal): Promise<SeedInfo> {
  return readSeedInfo(await fetchJson("/api/info", signal));
}

/** What a seed really says of itself: of its addresses the origins; what is no web address is dropped. */
export function readSeedInfo(body: unknown): SeedInfo {
  return v.parse(SeedInfoSchema, body);
}

/** What a seed's answer really says: entries that are not studies are dropped. */
export function readListedStudies(body: unknown): readonly ListedStudy[] {
  if (!Array.isArray(body)) throw new Error("The seed's list of studies could not be read.");
  return body.slice(0, MAX_LISTED).flatMap((entry: unknown) => {
    const read = v.safeParse(ListedStudySchema, entry);
    return read.success ? [read.output] : [];
  });
}

/** Something answers, and it is no seed for this page. The message says what to do. */
export class SeedRefusal extends Error {
  /** What is the matter. */
  readonly title: string;

  constructor(title: string, todo: string) {
    super(todo);
    this.title = title;
  }
}

const LET_IN = "Open the seed's own page, or ask whoever runs it to name this page's origin with --origin.";
const NAME_A_SEED = "Write one behind this page's address: ?seed=https://swarm.example.org.";

async function fetchJson(path: string, signal: AbortSignal): Promise<unknown> {
  const { origin, elsewhere } = seedPlace();
  const response = await fetch(new URL(path, origin), { signal, headers: { accept: "application/json" } });
  // A page of the seed's own host is let in always.
  if (response.status === 403 && elsewhere !== null)
    throw new SeedRefusal("The seed does not let this page in.", LET_IN);
  if (response.headers.get("content-type")?.includes("json") !== true)
    throw new SeedRefusal("There is no seed at this address.", NAME_A_SEED);
  if (!response.ok) throw new Error(`The seed answered ${response.status}.`);
  return (await response.json()) as unknown;
}

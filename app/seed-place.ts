import type { Parsed } from "../study/parsed.ts";

/** Which seed a page speaks to: the one that served it, unless its address names another (`?seed=`). */
export interface SeedPlace {
  /** For example `https://swarm.example.org`. */
  readonly origin: string;
  /** Name and port of a seed that is not the page's own host; null: it is. */
  readonly elsewhere: string | null;
}

const NO_ADDRESS =
  "This link names no seed: behind ?seed= stands a name or an IPv4 address, like https://swarm.example.org, and nothing else. Ask for the link again.";
const PLAIN =
  "This page came over https and so reaches seeds over https alone. Ask for a link whose seed begins with https://.";

/** Scheme and host as they are written, and perhaps a port: URL would read much more as an address. No policy can name IPv6. */
const SEED_ADDRESS = /^https?:\/\/[\w.-]{1,253}(:\d{1,5})?\/?$/i;
/** What browsers keep a page over https from: plain text that leaves this machine. */
const PLAIN_ELSEWHERE = /^http:\/\/(?!(localhost|127\.0\.0\.1)(:|$))/;

/** Reads a page's address; a value that is no seed's, or none that this page could reach, is refused in a sentence. */
export function readSeedPlace(search: string, page: { readonly origin: string }): Parsed<SeedPlace> {
  const [named, ...others] = new URLSearchParams(search).getAll("seed");
  if (named === undefined) return { ok: true, value: { origin: page.origin, elsewhere: null } };
  if (others.length > 0 || !SEED_ADDRESS.test(named) || !URL.canParse(named)) return { ok: false, reason: NO_ADDRESS };
  const { origin, host } = new URL(named);
  if (page.origin.startsWith("https:") && PLAIN_ELSEWHERE.test(origin)) return { ok: false, reason: PLAIN };
  return { ok: true, value: { origin, elsewhere: origin === page.origin ? null : host } };
}

/** This page's seed. Throws if its address names none, which a page says before anything else (`main.tsx`). */
export function seedPlace(): SeedPlace {
  const read = readSeedPlace(location.search, location);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

/**
 * Under which name this browser keeps what it has at a seed: key, studies, trials. For each seed that a link names its own, for a
 * tab takes up by itself what its profile took part in, and tells it to the seed.
 */
export const profileAt = (place: SeedPlace | null): string =>
  place === null || place.elsewhere === null ? "waggle" : `waggle ${place.origin}`;

/** What leads to this page and its seed, up to the `#`. */
export const pageAddress = (
  { origin, elsewhere }: SeedPlace,
  page: { readonly origin: string; readonly pathname: string },
) => `${page.origin}${page.pathname}${elsewhere === null ? "" : `?seed=${origin}`}`;

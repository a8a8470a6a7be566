import { networkInterfaces } from "node:os";

/** A Host header: a name or IPv4 address, or an IPv6 address in brackets, and perhaps a port. Nothing a header could be split with. */
const HOST_HEADER = /^(?<name>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?<port>\d{1,5}))?$/;
const HOST_NAME = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])$/;
/** Wi-Fi comes and goes, so the interfaces are read again, but not for every request. */
const REFRESH_MS = 5_000;

/** Every address of the machine, of both IP versions where it has both. */
export const EVERYWHERE = "::";

/** Whether this is a name or an address as it stands in a URL, without port. */
export const isHostName = (text: string): boolean => HOST_NAME.test(text);

/** EVERYWHERE as this machine can listen on it. */
export function everyAddress(): string {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return found.some(({ family }) => family === "IPv6") ? EVERYWHERE : "0.0.0.0";
}

/** This machine's addresses that others on its network can use, IPv4 first, as they stand in a URL. */
export function lanAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = found.filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));
  const inUrl = usable.map(({ family, address }) => (family === "IPv6" ? `[${address}]` : address));
  return [
    ...inUrl.filter((address) => !address.startsWith("[")),
    ...inUrl.filter((address) => address.startsWith("[")),
  ];
}

/**
 * The hosts this seed answers to: this machine's and those its owner named. Any other Host is refused, so that a page of
 * a stranger that points its own name at this machine (DNS rebinding) can neither read nor post anything.
 */
export class KnownHosts {
  readonly #named: ReadonlySet<string>;
  readonly #ownAddresses: () => readonly string[];
  readonly #nowMs: () => number;
  #own: ReadonlySet<string> = new Set();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(
    publicHosts: readonly string[],
    nowMs: () => number,
    ownAddresses: () => readonly string[] = lanAddresses,
  ) {
    this.#named = new Set(["localhost", "127.0.0.1", "[::1]", ...publicHosts.map((host) => host.toLowerCase())]);
    this.#ownAddresses = ownAddresses;
    this.#nowMs = nowMs;
  }

  /** The header as it may stand in a policy (`name` or `name:port`, lower case), or null if this seed does not answer to it. */
  recognise(hostHeader: string | undefined): string | null {
    const host = hostHeader?.toLowerCase();
    const match = host === undefined ? null : HOST_HEADER.exec(host);
    const name = match?.groups?.["name"];
    if (host === undefined || name === undefined) return null;
    return this.#named.has(name) || this.#isOwn(name) ? host : null;
  }

  #isOwn(name: string): boolean {
    if (this.#own.has(name)) return true;
    const nowMs = this.#nowMs();
    if (nowMs - this.#readMs < REFRESH_MS) return false;
    this.#readMs = nowMs;
    this.#own = new Set(this.#ownAddresses().map((address) => address.toLowerCase()));
    return this.#own.has(name);
  }
}

/** Whether a browser page of `origin` may talk to this seed: its own page, one its owner named, or no page at all (no Origin). */
export function isWelcomeOrigin(origin: string | undefined, host: string, named: readonly string[]): boolean {
  if (origin === undefined) return true;
  if (named.includes(origin)) return true;
  if (!isWebOrigin(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const withoutDefaultPort = host.replace(protocol === "https:" ? /:443$/ : /:80$/, "");
  return originHost === withoutDefaultPort;
}

/** Scheme, the longest host name there is, and a port. */
const MAX_ORIGIN = 270;

/** Whether this is how a browser names a page of the web, and so may stand in an answer. */
export function isWebOrigin(origin: string | undefined): origin is string {
  if (origin === undefined || origin.length > MAX_ORIGIN || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.origin === origin && (url.protocol === "http:" || url.protocol === "https:");
}

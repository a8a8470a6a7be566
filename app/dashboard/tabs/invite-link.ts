import { studyPath } from "../../parts/study/study-path.ts";
import { pageAddress, type SeedPlace } from "../../seed-place.ts";

/** What a volunteer opens: a page by its address up to the `#`, and its study; of a private study with its secret. */
export const inviteLink = (page: string, studyId: string, secret: string | null = null): string =>
  `${page}#${studyPath(studyId, secret)}`;

/** Names under which a machine finds itself and nobody else. */
const LOCAL_NAME = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/;

/** Whether a page opened under this name is one that no other machine can open. */
export const isLocalName = (hostname: string): boolean => LOCAL_NAME.test(hostname);

/** Names that only a network's own machines can look up: without a dot, or under an ending kept for such networks. */
const NETWORK_NAME = /^[^.:]+$|\.(local|lan|internal|home\.arpa)$/;
/** IPv4 kept for private networks, link-local, carriers' and VPNs' shared networks, and examples in manuals. */
const NETWORK_IPV4 =
  /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|192\.0\.2|198\.51\.100|203\.0\.113)\.[\d.]+$/;
/** IPv6 kept for private networks (fc00::/7) and link-local (fe80::/10). */
const NETWORK_IPV6 = /^\[(f[cd][\da-f]{2}|fe[89ab][\da-f]):/;

/** Whether a page opened under this name, as `location.hostname` spells it, is one that only its network can open. */
export const isNetworkName = (hostname: string): boolean => {
  const name = hostname.replace(/\.$/, "");
  return NETWORK_NAME.test(name) || NETWORK_IPV4.test(name) || NETWORK_IPV6.test(name);
};

export interface Invitation {
  readonly link: string;
  /** Who can open the link: whoever has it, machines on the seed's network, or this computer alone. */
  readonly reach: "anyone" | "network" | "computer";
}

/** The page as it was opened, as `location` has it. */
export interface OpenedPage {
  readonly origin: string;
  readonly hostname: string;
  readonly pathname: string;
}

/**
 * The link to send: the page's own address, with the seed's where that is elsewhere. If only this computer knows the seed's own page by
 * that name, then the seed's first address for others (`seedUrls`, origins of web addresses), where it has one.
 */
export function invitation(
  page: OpenedPage,
  seed: SeedPlace,
  seedUrls: readonly string[],
  studyId: string,
  secret: string | null = null,
): Invitation {
  const own = inviteLink(pageAddress(seed, page), studyId, secret);
  const names = [page.hostname, new URL(seed.origin).hostname];
  if (!names.some(isLocalName)) return { link: own, reach: names.some(isNetworkName) ? "network" : "anyone" };
  const urls = seed.elsewhere === null ? seedUrls.filter((url) => !isLocalName(new URL(url).hostname)) : [];
  // The older kind of address first: it is shorter, and every network of a home or an office carries it.
  const best = urls.find((url) => !url.includes("[")) ?? urls[0];
  if (best === undefined) return { link: own, reach: "computer" };
  const reach = isNetworkName(new URL(best).hostname) ? "network" : "anyone";
  return { link: inviteLink(`${best}/`, studyId, secret), reach };
}

/** What the link is good for, as one or two sentences; `isPrivate`: it carries a secret without which nobody gets in. */
export function reachWords(reach: Invitation["reach"], isPrivate = false): string {
  if (reach === "computer")
    return "This link opens on this computer only: the seed told no address for other machines. To invite others, open this page under an address they can reach and send the link you find there.";
  const isNear = reach === "network";
  return isPrivate
    ? `The link carries the study's secret: whoever has all of it${isNear ? " and is on the same network" : ""} can read the code and join, and nobody else.`
    : `Anyone${isNear ? " on the same network" : ""} with the link can read the code and join, from a phone or a laptop.`;
}

/** What a volunteer opens. */
export const inviteLink = (origin: string, studyId: string): string => `${origin.replace(/\/+$/, "")}/#/s/${studyId}`;

/** Names under which a machine finds itself and nobody else. */
const LOCAL_NAME = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/;

/** Whether a page opened under this name is one that no other machine can open. */
export const isLocalName = (hostname: string): boolean => LOCAL_NAME.test(hostname);

export interface Invitation {
  readonly link: string;
  /** Who can open the link: whoever has it, machines on the seed's network, or this computer alone. */
  readonly reach: "anyone" | "network" | "computer";
}

/**
 * The link to send: the page's own address, unless only this computer knows it by that name; then the seed's first
 * address on its network (`lanUrls`), where it has one.
 */
export function invitation(
  page: { readonly origin: string; readonly hostname: string },
  lanUrls: readonly string[],
  studyId: string,
): Invitation {
  const own = inviteLink(page.origin, studyId);
  if (!isLocalName(page.hostname)) return { link: own, reach: "anyone" };
  const urls = lanUrls.filter((url) => /^https?:\/\//.test(url));
  // The older kind of address first: it is shorter, and every network of a home or an office carries it.
  const best = urls.find((url) => !url.includes("[")) ?? urls[0];
  return best === undefined ? { link: own, reach: "computer" } : { link: inviteLink(best, studyId), reach: "network" };
}

/** What the link is good for, as one or two sentences. */
export function reachWords(reach: Invitation["reach"]): string {
  switch (reach) {
    case "anyone":
      return "Anyone with the link can read the code and join, from a phone or a laptop.";
    case "network":
      return "Anyone on the same network as this computer can open the link, read the code and join, from a phone or a laptop.";
    case "computer":
      return "This link opens on this computer only: the seed told no address for other machines. To invite others, open this page under an address they can reach and send the link you find there.";
  }
}

const LOCAL_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

/** What a volunteer opens. */
export const inviteLink = (origin: string, studyId: string): string => `${origin.replace(/\/+$/, "")}/#/s/${studyId}`;

/** The link with the seed's first LAN address, if the page was opened under a name only this machine knows; else null. */
export function phoneLink(hostname: string, lanUrls: readonly string[], studyId: string): string | null {
  const first = lanUrls.find((url) => /^https?:\/\//.test(url));
  return first !== undefined && LOCAL_NAMES.has(hostname) ? inviteLink(first, studyId) : null;
}

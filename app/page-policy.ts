import type { SeedPlace } from "./seed-place.ts";

/**
 * From now on this page speaks to its own host and its seed, and frames the jail's page, and nothing else. A seed says so in
 * the headers of its page; a static host sends none. Only ever narrows what the built page allows.
 */
export function bindTo({ origin }: SeedPlace): void {
  const policy = document.createElement("meta");
  policy.httpEquiv = "content-security-policy";
  policy.content = `connect-src 'self' ${origin} ${origin.replace("http", "ws")}; frame-src ${new URL("sandbox.html", document.baseURI)}`;
  document.head.append(policy);
}

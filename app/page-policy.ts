import type { SeedPlace } from "./seed-place.ts";

/**
 * From now on this page speaks to its own host and its seed, and frames the jail's page, and nothing else. A seed says so in
 * the headers of its page; a static host sends none. Only ever narrows what the built page allows.
 */
export function bindTo({ origin, elsewhere }: SeedPlace): void {
  const policy = document.createElement("meta");
  policy.httpEquiv = "content-security-policy";
  // A policy can name no IPv6 address; such a host is its own seed, and no other is taken (`seed-place.ts`).
  const canBeNamed = !location.hostname.startsWith("[");
  const seed = canBeNamed || elsewhere !== null ? `${origin} ${origin.replace("http", "ws")}` : "";
  const jail = canBeNamed ? new URL("sandbox.html", document.baseURI).href : "'self'";
  policy.content = `connect-src 'self' ${seed}; frame-src ${jail}`;
  document.head.append(policy);
}

import { JAIL_RULES, PAGE_RULES } from "./policies.ts";

/** Who a response is for, from headers that have been checked against the allowed hosts. */
export interface PageAddress {
  readonly protocol: "http" | "https";
  /** `name` or `name:port`. */
  readonly host: string;
}

export type SecurityHeaders = Readonly<Record<string, string>>;

/** The page of the jail. It must not be more than this: whatever runs in it can do what this policy lets it do. */
export const JAIL_PATH = "/sandbox.html";

const EVERYWHERE: SecurityHeaders = {
  "x-content-type-options": "nosniff",
  // An invite link names a study; nobody else's server needs to know it.
  "referrer-policy": "no-referrer",
};

/**
 * `frame-src` names the jail's page alone, by its full URL: it is the app's policy that keeps code in a frame from
 * navigating itself to an address that carries data out.
 */
export function appHeaders({ protocol, host }: PageAddress): SecurityHeaders {
  const socketProtocol = protocol === "https" ? "wss" : "ws";
  // A policy can name no IPv6 address, and would allow nothing.
  const canBeNamed = !host.startsWith("[");
  const policy = [
    ...PAGE_RULES,
    canBeNamed ? `connect-src 'self' ${socketProtocol}://${host}` : "connect-src 'self'",
    `frame-src ${canBeNamed ? `${protocol}://${host}${JAIL_PATH}` : "'self'"}`,
    "frame-ancestors 'none'",
  ];
  return {
    ...EVERYWHERE,
    "content-security-policy": policy.join("; "),
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-resource-policy": "same-origin",
    ...(isTrustworthy({ protocol, host }) ? { "cross-origin-opener-policy": "same-origin" } : {}),
  };
}

/**
 * The isolation policy gives every frame a process of its own where the browser can, which ends with the frame whatever runs in it.
 */
export function jailHeaders(): SecurityHeaders {
  const policy = ["sandbox allow-scripts", ...JAIL_RULES, "frame-ancestors 'self'"];
  return {
    ...EVERYWHERE,
    "content-security-policy": policy.join("; "),
    "document-isolation-policy": "isolate-and-require-corp",
  };
}

/** Browsers ignore the opener policy elsewhere, with a warning in the console. */
function isTrustworthy({ protocol, host }: PageAddress): boolean {
  return protocol === "https" || /^(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/.test(host);
}

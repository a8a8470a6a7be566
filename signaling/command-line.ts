import { parseArgs } from "node:util";
import { EVERYWHERE, isHostName, isWebOrigin } from "./hosts.ts";
import type { IceOptions } from "./ice/ice-servers.ts";

interface SeedArguments {
  readonly port: number;
  readonly host: string;
  readonly opensPage: boolean;
  readonly origins: readonly string[];
  readonly publicHosts: readonly string[];
  readonly trustProxy: boolean;
  readonly ice: IceOptions;
  /** Null: nothing is kept on disk. */
  readonly dataDirectory: string | null;
  readonly metricsToken: string | null;
  readonly serviceLimits: { readonly callsPerMinute?: number };
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

  --port <number>        port to listen on (default 9000, or the environment's PORT)
  --host <address>       address to listen on (default: every address of this machine; with --trust-proxy 127.0.0.1)
  --no-open              do not open the page
  --data <folder>        where studies are kept (default ./data); one seed a folder
  --api-calls <number>   calls of /api/v1 that one network may make in a minute (default 60000)
  --no-archive           keep nothing on disk: what a seed holds ends with it
                         (the environment's METRICS_TOKEN lets a program elsewhere read /api/v1/metrics)
  --public-host <name>   another name or address under which people reach this seed; may be repeated
  --origin <origin>      origin of a page hosted elsewhere that may use this seed, like https://pages.example.org; may be
                         repeated. Without it only the page that the seed serves itself may
  --stun <port or url>   answer STUN on this UDP port; or a server like stun:stun.example.org:3478 that tabs are told of
                         (what it learns is tabs' addresses); may be repeated
  --turn <url>           a TURN server like turn:turn.example.org:3478?transport=udp that tabs may use; its secret (coturn's
                         static-auth-secret) stands in the environment's TURN_SECRET; may be repeated
  --trust-proxy          take visitors' addresses and https from the X-Forwarded headers of a proxy in front; whoever
                         reaches the seed past that proxy can claim any address
  -h, --help             this text
`;

export type ReadArguments =
  | { readonly ok: true; readonly value: SeedArguments }
  | { readonly ok: false; readonly reason: string };

/** Reads the seed's arguments and environment; a mistake is one sentence. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadArguments {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  const portText = values.port ?? env["PORT"] ?? "9000";
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) {
    return { ok: false, reason: `"${portText}" is no port: give a number from 0 to 65535.` };
  }
  const origins: string[] = [];
  for (const text of values.origin ?? []) {
    const origin = URL.canParse(text) ? new URL(text).origin : "null";
    if (!isWebOrigin(origin))
      return { ok: false, reason: `"${text}" is no origin: give one like https://example.org.` };
    origins.push(origin);
  }
  const publicHosts = values["public-host"] ?? [];
  const wrongHost = publicHosts.find((name) => !isHostName(name));
  if (wrongHost !== undefined)
    return {
      ok: false,
      reason: `"${wrongHost}" is no name: give one like swarm.example.org, without https:// and port.`,
    };
  const apiCalls = values["api-calls"];
  if (apiCalls !== undefined && !/^[1-9]\d{0,8}$/.test(apiCalls))
    return { ok: false, reason: `"${apiCalls}" is no number of calls: give --api-calls a whole number from 1.` };
  if (values.data !== undefined && values["no-archive"] === true)
    return { ok: false, reason: "--data and --no-archive contradict each other: give one of them." };
  const trustProxy = values["trust-proxy"] === true;
  const ice = readIce(values.stun ?? [], values.turn ?? [], env["TURN_SECRET"] ?? "");
  if (typeof ice === "string") return { ok: false, reason: ice };
  return {
    ok: true,
    value: {
      ice,
      port,
      // What a proxy on this machine forwards is believed, so nobody else should reach the port.
      host: values.host ?? (trustProxy ? "127.0.0.1" : EVERYWHERE),
      opensPage: values["no-open"] !== true && !env["CI"],
      origins,
      publicHosts,
      trustProxy,
      serviceLimits: apiCalls === undefined ? {} : { callsPerMinute: Number(apiCalls) },
      metricsToken: env["METRICS_TOKEN"] ?? null,
      dataDirectory: values["no-archive"] === true ? null : (values.data ?? "data"),
      help: values.help === true,
    },
  };
}

/** Browsers refuse a longer list with a warning, and each server costs time. */
const MAX_ICE_URLS = 4;
const STUN_URL = /^stuns?:(?:[\w.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?$/i;
const TURN_URL = /^turns?:(?:[\w.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/i;

/** A sentence if something is wrong. */
function readIce(stun: readonly string[], turn: readonly string[], turnSecret: string): IceOptions | string {
  const ports = stun.filter((text) => /^\d+$/.test(text)).map(Number);
  const stunUrls = stun.filter((text) => !/^\d+$/.test(text));
  const [stunPort = null] = ports;
  if (ports.length > 1) return "The seed answers STUN on one port: give --stun a number only once.";
  if (stunPort !== null && stunPort > 65_535) return `"${stunPort}" is no port: give --stun a number from 0 to 65535.`;
  const wrongStun = stunUrls.find((url) => !STUN_URL.test(url));
  if (wrongStun !== undefined)
    return `"${wrongStun}" is neither a port nor a STUN server: give one like stun:stun.example.org:3478.`;
  const wrongTurn = turn.find((url) => !TURN_URL.test(url));
  if (wrongTurn !== undefined)
    return `"${wrongTurn}" is no TURN server: give one like turn:turn.example.org:3478?transport=udp.`;
  if (stunUrls.length > MAX_ICE_URLS || turn.length > MAX_ICE_URLS)
    return `At most ${MAX_ICE_URLS} servers of a kind: browsers slow down with more.`;
  if (turn.length > 0 && turnSecret.length < 16)
    return "A TURN server needs its secret, of 16 characters or more: put coturn's static-auth-secret into the environment's TURN_SECRET.";
  return { stunPort, stunUrls, turnUrls: turn, turnSecret };
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string" },
      "no-open": { type: "boolean" },
      data: { type: "string" },
      "api-calls": { type: "string" },
      "no-archive": { type: "boolean" },
      origin: { type: "string", multiple: true },
      "public-host": { type: "string", multiple: true },
      stun: { type: "string", multiple: true },
      turn: { type: "string", multiple: true },
      "trust-proxy": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  }).values;

import { parseArgs } from "node:util";
import { EVERYWHERE } from "./hosts.ts";

interface SeedArguments {
  readonly port: number;
  readonly host: string;
  readonly opensPage: boolean;
  readonly origins: readonly string[];
  readonly publicHosts: readonly string[];
  readonly trustProxy: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

  --port <number>        port to listen on (default 9000, or the environment's PORT)
  --host <address>       address to listen on (default: every address of this machine)
  --no-open              do not open the page
  --public-host <name>   another name or address under which people reach this seed; may be repeated
  --origin <origin>      origin of a page hosted elsewhere that may use this seed; may be repeated
  --trust-proxy          take visitors' addresses and https from the X-Forwarded headers of a proxy in front
  --help                 this text
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
    if (origin === "null") return { ok: false, reason: `"${text}" is no origin: give one like https://example.org.` };
    origins.push(origin);
  }
  return {
    ok: true,
    value: {
      port,
      host: values.host ?? EVERYWHERE,
      opensPage: values["no-open"] !== true && !env["CI"],
      origins,
      publicHosts: values["public-host"] ?? [],
      trustProxy: values["trust-proxy"] === true,
      help: values.help === true,
    },
  };
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string" },
      "no-open": { type: "boolean" },
      origin: { type: "string", multiple: true },
      "public-host": { type: "string", multiple: true },
      "trust-proxy": { type: "boolean" },
      help: { type: "boolean" },
    },
  }).values;

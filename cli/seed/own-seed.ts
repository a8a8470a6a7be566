import { EVERYWHERE } from "../../signaling/hosts.ts";
import { type Seed, startSeed } from "../../signaling/seed.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { HostPort } from "../words/address.ts";
import { Failure } from "../words/misuse.ts";

export interface OwnSeedSetting {
  readonly bind: HostPort;
  /** The person named the port: no other will do. */
  readonly isPortMeant: boolean;
  readonly uid: string;
  readonly study: StudySpec | null;
  readonly pageDirectory: string;
  /** Under which names others reach it, besides this machine's own. */
  readonly publicHosts: readonly string[];
}

/** Ports that are tried one after the other where nobody named one. */
const MAX_PORTS = 20;

/** Starts a peer's own small seed. */
export async function openOwnSeed(setting: OwnSeedSetting): Promise<Seed> {
  const { bind, isPortMeant, uid, study, pageDirectory, publicHosts } = setting;
  const most = isPortMeant ? 1 : MAX_PORTS;
  for (let i = 0; ; i++) {
    const port = bind.port + i;
    try {
      return await startSeed({
        port,
        host: bind.host === "*" ? EVERYWHERE : bind.host,
        publicHosts,
        origins: [],
        trustProxy: false,
        pageDirectory,
        demonstration: null,
        uid,
        ...(study === null ? {} : { study }),
      });
    } catch (error) {
      if (i + 1 < most && codeOf(error) === "EADDRINUSE") continue;
      throw whyNotListening(error, { ...bind, port });
    }
  }
}

/** Why a program cannot listen where it is to, and what to do. */
export const whyNotListening = (error: unknown, place: HostPort): Failure =>
  new Failure(explain(error, place), { cause: error });

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : null);

function explain(error: unknown, { host, port }: HostPort): string {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return `Port ${port} is taken by another program: stop that one, or choose another port with --bind tcp://*:${port + 1}.`;
    case "EACCES":
      return `This user may not listen on port ${port}: choose one above 1023 with --bind.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `This machine has no address ${host}: give --bind tcp://*:${port}, or one of its own addresses.`;
    default:
      return `This peer's own seed could not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}

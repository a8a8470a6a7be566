import type { StudySpec } from "../../study/spec/spec.ts";
import { seedUrlOf, toHostPort } from "../words/address.ts";
import { interruptible } from "../words/interruptible.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { openIntroducer } from "./introducer.ts";
import { openOwnSeed, whyNotListening } from "./own-seed.ts";
import { awaitSeed } from "./seed-client.ts";

export interface MeetFlags {
  readonly bind?: string;
  readonly address?: string;
  readonly seeduid?: string;
  readonly seedaddress?: string;
}

export interface MeetSetting {
  readonly uid: string;
  /** What an own seed has from the start. */
  readonly study: StudySpec | null;
  readonly pageDirectory: string;
  readonly onWaiting: (sentence: string) => void;
  readonly seedWithinMs?: number | undefined;
  /** Aborted when the person does not wish to wait any more. */
  readonly interrupted: AbortSignal;
}

/** Where peers of a study meet. */
export interface Place {
  readonly seedUrl: string;
  /** As others may use it. */
  readonly shownUrl: string;
  /** This peer is the seed. */
  readonly isOwn: boolean;
  close(): Promise<void>;
}

export const DEFAULT_BIND = "tcp://*:5555";

/** The seed this peer meets others at: another's, or its own. */
export async function meet(flags: MeetFlags, setting: MeetSetting): Promise<Place> {
  const { seedaddress, seeduid, address, bind } = flags;
  const { uid, study, pageDirectory } = setting;
  const told = address === undefined ? null : seedUrlOf(address, "--address");
  const other = seedaddress === undefined ? null : seedUrlOf(seedaddress, "--seedaddress");
  if (other !== null && other !== told) return meetAt(other, told, flags, setting);
  if (seeduid !== undefined && seeduid !== uid)
    throw new Misuse("--seeduid names another peer, and no --seedaddress says where it is: give both.");
  const seed = await openOwnSeed({
    bind: toHostPort(bind ?? DEFAULT_BIND, "--bind"),
    isPortMeant: bind !== undefined,
    uid,
    study,
    pageDirectory,
    publicHosts: told === null ? [] : [new URL(told).hostname],
  });
  const seedUrl = `http://127.0.0.1:${seed.port}`;
  return { seedUrl, shownUrl: told ?? seed.info().localUrl, isOwn: true, close: () => seed.close() };
}

async function meetAt(
  seedUrl: string,
  told: string | null,
  { bind, seeduid }: MeetFlags,
  setting: MeetSetting,
): Promise<Place> {
  let waits = false;
  const onWaiting = (sentence: string): void => {
    if (!waits) setting.onWaiting(`${sentence} Waiting for it, up to two minutes.`);
    waits = true;
  };
  const found = await interruptible(awaitSeed(seedUrl, onWaiting, setting.seedWithinMs), setting.interrupted);
  if (seeduid !== undefined && found.uid !== seeduid)
    throw new Failure(
      `The seed at ${seedUrl} is ${found.uid === null ? "not one with a uid" : `"${found.uid}"`}, not "${seeduid}": check --seedaddress and --seeduid.`,
    );
  const elsewhere = { seedUrl, shownUrl: told ?? seedUrl, isOwn: false };
  if (bind === undefined && told === null) return { ...elsewhere, close: async () => undefined };
  const place = toHostPort(bind ?? DEFAULT_BIND, "--bind");
  const server = await openIntroducer({ bind: place, seedUrl, uid: setting.uid }).catch((error: unknown) => {
    throw whyNotListening(error, place);
  });
  return {
    ...elsewhere,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

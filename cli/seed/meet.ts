import type { AddressInfo } from "node:net";
import type { StudySpec } from "../../study/spec/spec.ts";
import { type HostPort, seedUrlOf, toHostPort } from "../words/address.ts";
import { interruptible } from "../words/interruptible.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { openIntroducer } from "./introducer.ts";
import { openOwnSeed, whyNotListening } from "./own-seed.ts";
import { awaitSeed } from "./seed-client.ts";
import { Upstream } from "./upstream.ts";

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
  const shownUrl = told ?? seedUrl;
  if (bind === undefined && told === null) return { seedUrl, shownUrl, isOwn: false, close: async () => undefined };
  const introduces = await introduce(toHostPort(bind ?? DEFAULT_BIND, "--bind"), seedUrl, setting);
  return { ...introduces, shownUrl, isOwn: false };
}

/** Listens for others. This peer goes the way that they go, so that it is where they are also while the seed is gone. */
async function introduce(
  place: HostPort,
  seedUrl: string,
  { uid, pageDirectory }: MeetSetting,
): Promise<Pick<Place, "seedUrl" | "close">> {
  const openStandIn = () =>
    openOwnSeed({
      bind: { host: "127.0.0.1", port: 0 },
      isPortMeant: true,
      uid,
      // Whoever meets there brings the study that they work on.
      study: null,
      pageDirectory,
      publicHosts: [],
    });
  const upstream = new Upstream({ seedUrl, openStandIn });
  const server = await openIntroducer({ bind: place, upstream, uid }).catch(async (error: unknown) => {
    await upstream.close();
    throw whyNotListening(error, place);
  });
  const { port } = server.address() as AddressInfo;
  return {
    seedUrl: `http://${place.host === "*" ? "127.0.0.1" : place.host}:${port}`,
    async close() {
      await upstream.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

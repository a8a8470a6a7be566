import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { LinkMux } from "../../agent/link/link-mux.ts";
import type { Address, Rendezvous, Signer, TrialRunner, Verifier } from "../../agent/ports.ts";
import type { EngineClass } from "../../agent/tell/engine-class.ts";
import type { OwnQuota } from "../../agent/work/asking/own-quota.ts";
import { SeedRendezvous } from "../../links/seed-rendezvous.ts";
import { peerIdOf } from "../../swarm/ids.ts";
import { Engine } from "../../worker/engine/engine.ts";
import { signatures } from "../../worker/identity/ed25519.ts";
import { profileName, tidyName } from "../../worker/identity/profile-name.ts";
import { stripTypes } from "../../worker/jail/source/strip-types.ts";
import { systemClock } from "../../worker/system-clock.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { systemReason } from "../words/system-reason.ts";
import { loadSecret } from "./key-file.ts";
import { SqliteStore } from "../../worker/store/sqlite-store.ts";

/** Who a peer is, and what it has kept. */
export interface Identity {
  readonly signer: Signer;
  readonly verifier: Verifier;
  readonly name: string;
  readonly store: SqliteStore;
  /** Told of every log this start opens. */
  readonly ownLogs: Set<string>;
}

/** `name` null: the one that the key gives. */
export async function openIdentity(
  files: { readonly key: string; readonly store: string },
  name: string | null,
): Promise<Identity> {
  const crypto25519 = await signatures(globalThis.crypto.subtle);
  const signer = await crypto25519.signer(kept(files.key, () => loadSecret(files.key)));
  const ownLogs = new Set<string>();
  const isOwn = (key: string): boolean => ownLogs.has(key.slice(0, key.indexOf("/")));
  const store = kept(files.store, () => new SqliteStore(files.store, { isOwn }));
  return { signer, verifier: crypto25519, name: nameOf(name, signer.publicKey), store, ownLogs };
}

/** What of the disk's troubles is the person's to mend. */
function kept<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      `${path} cannot be used (${systemReason(error)}): make room on its disk, move it away, or set WAGGLE_HOME to another folder.`,
      { cause: error },
    );
  }
}

export interface PeerSetting {
  readonly identity: Identity;
  readonly seedUrl: string;
  readonly runner: TrialRunner;
  readonly engine: EngineClass;
  readonly quota: OwnQuota | undefined;
  readonly hasWebRtc: boolean;
}

/** The same agent as in a tab, with Node's clock, files and links. */
export interface TerminalPeer {
  readonly engine: Engine;
  readonly rendezvous: Rendezvous;
  readonly peerId: string;
  /** Says goodbye, writes what waits, closes links; the identity's store stays open. */
  close(): Promise<void>;
}

/** Other programs of the same peer are told apart by their logs, as tabs are that do not answer. */
const nobodyElse = (): Promise<ReadonlySet<string>> => Promise.resolve(new Set());

export async function openPeer(setting: PeerSetting): Promise<TerminalPeer> {
  const { identity, seedUrl, runner, hasWebRtc } = setting;
  const { signer, store, name, ownLogs } = identity;
  let here: { readonly address: Address; readonly token: string } | null = null;
  // PeerJS looks for WebRTC when it is loaded.
  const [{ PeerJsTransport }, { IceServers }] = await Promise.all([
    import("../../links/peerjs-transport.ts"),
    import("../../links/ice-servers.ts"),
  ]);
  const ice = new IceServers(seedUrl, systemClock);
  const transport = new PeerJsTransport({
    seedUrl,
    hasWebRtc,
    iceServers: () => ice.current(),
    beforeDial: () => ice.beforeDial(),
    onAddress(address, token) {
      here = address === null ? null : { address, token };
      ice.onAddress(address, token);
    },
  });
  const rendezvous = new SeedRendezvous({ seedUrl, whereAmI: () => here });
  const engine = new Engine({
    signer,
    verifier: identity.verifier,
    clock: systemClock,
    store,
    mux: new LinkMux(transport, systemClock),
    rendezvous,
    runner,
    stripTypes: (source) => Promise.resolve(stripTypes(source)),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    maxCores: availableParallelism(),
    profileName: name,
    engineClass: setting.engine,
    studiesElsewhere: nobodyElse,
    onOwnLog: (log) => void ownLogs.add(log),
    ownQuota: setting.quota,
  });
  return {
    engine,
    rendezvous,
    peerId: peerIdOf(signer.publicKey),
    async close() {
      await engine.goodbye();
      transport.shutDown();
    },
  };
}

function nameOf(asked: string | null, publicKey: Uint8Array): string {
  if (asked === null) return profileName(publicKey);
  const name = tidyName(asked);
  if (name === null) throw new Misuse("A name has 1 to 40 characters: shorten --name.");
  return name;
}

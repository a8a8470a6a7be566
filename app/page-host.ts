import { type Remote, transfer } from "comlink";
import type { LinkId } from "../agent/ports.ts";
import { IceServers } from "../links/ice-servers.ts";
import { PeerJsTransport, pageClock } from "../links/peerjs-transport.ts";
import type { EngineLinks, PageHost } from "../worker/engine/engine-api.ts";
import { pageJail } from "../worker/jail/page-jail.ts";
// oxlint-disable-next-line import/default -- the build gives the program as text.
import supervisor from "../worker/jail/supervisor.ts?inline-script";
import type { PageConnection } from "./page-engine.ts";
import { recallInTab, rememberInTab } from "./browser-memory.ts";
import { profileAt, seedPlace } from "./seed-place.ts";

/** What one link may have brought that the engine has not taken: the largest messages a busy link brings in a second. */
const MAX_UNTAKEN_BYTES = 8 << 20;

const tabKey = (): string => `${profileAt(seedPlace())}.tab`;

/** What the engine had this tab remember before a reload; null in a new tab. */
export const recalledTab = (): string | null => recallInTab(tabKey());

export interface Page {
  readonly host: PageHost;
  /** Opens the empty jail frame ahead of time; runs nothing. */
  prewarm(): void;
  readonly connection: PageConnection;
}

/** The page's services for the engine: WebRTC links, the jail's frame and the TypeScript compiler live on the main thread. */
export function createPage(engine: Remote<EngineLinks>, seedUrl: string): Page {
  const tell = (told: Promise<void>): void => {
    told.catch((error: unknown) => console.warn("The engine did not take an event.", error));
  };
  const untakenBytes = new Map<LinkId, number>();
  const jail = pageJail({ supervisor, onLost: (slot) => tell(engine.onJailLost(slot)) });
  const ice = new IceServers(seedUrl, pageClock);
  const transport = new PeerJsTransport({
    seedUrl,
    iceServers: () => ice.current(),
    beforeDial: () => ice.beforeDial(),
    onAddress: (address, token) => {
      ice.onAddress(address, token);
      tell(engine.onAddress(address, token));
    },
  });
  const closeLink = (link: LinkId): void => {
    transport.close(link);
    untakenBytes.delete(link);
  };
  const receive = (link: LinkId, bytes: Uint8Array): void => {
    const size = bytes.byteLength;
    const waiting = (untakenBytes.get(link) ?? 0) + size;
    if (waiting > MAX_UNTAKEN_BYTES) {
      // A flood: the engine cannot keep up with this link alone.
      closeLink(link);
      tell(engine.onLinkClosed(link));
      return;
    }
    untakenBytes.set(link, waiting);
    const taken = engine.onMessage(link, transfer(bytes, [bytes.buffer])).then(() => {
      const left = untakenBytes.get(link);
      if (left !== undefined) untakenBytes.set(link, left - size);
    });
    tell(taken);
  };
  transport.listen({
    onLinkOpened: (link, address, kind, incoming) => tell(engine.onLinkOpened(link, address, kind, incoming)),
    onLinkClosed: (link) => {
      untakenBytes.delete(link);
      tell(engine.onLinkClosed(link));
    },
    onLinkKind: (link, kind) => tell(engine.onLinkKind(link, kind)),
    onDoubt: () => tell(engine.onDoubt()),
    onConnectFailed: (address, reason) => tell(engine.onConnectFailed(address, reason)),
    onMessage: receive,
  });
  return {
    prewarm: () => jail.prewarm(),
    connection: {
      standing: () => transport.standing(),
      iceServers: () => ice.current(),
      seekSeed: () => transport.seekSeed(),
    },
    host: {
      connect: (address) => transport.connect(address),
      send: (link, bytes) => void transport.send(link, bytes),
      closeLink,
      wake: () => transport.wake(),
      openSlot: (port) => jail.openSlot(port),
      killSlot: (slot) => jail.killSlot(slot),
      remember: (text) => void rememberInTab(tabKey(), text),
      async stripTypes(source) {
        const { stripTypes } = await loadCompiler();
        return stripTypes(source);
      },
    },
  };
}

/** 46 kB that most volunteers never need, so it comes from the seed when it is first needed. */
async function loadCompiler() {
  try {
    return await import("../worker/jail/source/strip-types.ts");
  } catch (error) {
    throw new Error(
      "The part of this page that reads TypeScript could not be loaded, because the seed is unreachable. Try again in a moment, or write the objective in JavaScript.",
      { cause: error },
    );
  }
}

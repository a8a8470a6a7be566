import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Clock, DatedClock } from "../agent/ports.ts";
import type { StudyId, StudySpec } from "../study/spec/spec.ts";
import { encodeSpec, studyIdOf } from "../study/spec/spec-bytes.ts";
import { type SeedInfo, type SeedState, serveApi } from "./api.ts";
import { Archive } from "./archive/archive.ts";
import { Broker } from "./broker/broker.ts";
import { MemoryRealm } from "./broker/memory-realm.ts";
import type { Realm } from "./broker/realm.ts";
import { PEERJS_KEY, SignalingDoor } from "./broker/signaling-door.ts";
import { PlainConnections, type PlainLimits } from "./connections.ts";
import { serveCoordinator } from "./coordinator/serve-coordinator.ts";
import { openDataFolder, openFile } from "./data/data-folder.ts";
import { EVERYWHERE, everyAddress, isWebOrigin, isWelcomeOrigin, KnownHosts, lanAddresses } from "./hosts.ts";
import { StudyStore } from "./http-study/study-store.ts";
import { type IceOptions, IceServers, NO_ICE } from "./ice/ice-servers.ts";
import { startStunServer } from "./ice/stun-server.ts";
import { BuiltPage } from "./page/page.ts";
import { servePage } from "./page/page-routes.ts";
import { appHeaders, JAIL_PATH, jailHeaders } from "./page/security-headers.ts";
import { type Refusal, refusal, refuse } from "./refusal.ts";
import { Relay } from "./relay/relay.ts";
import { RelayDoor } from "./relay/relay-door.ts";
import type { RelayLimits } from "./relay/relay-limits.ts";
import { Rooms } from "./rooms/rooms.ts";
import { SpecShelf } from "./rooms/spec-shelf.ts";
import { StudyTimes } from "./rooms/study-times.ts";
import { Metrics } from "./service/metrics.ts";
import { serveService } from "./service/serve-service.ts";
import { Studies } from "./service/studies.ts";
import { systemClock } from "./system-clock.ts";
import type { BucketSize } from "./token-bucket.ts";
import { serveUpgrades, type UpgradeDoor } from "./upgrades.ts";

/** Some 10 KB each: 100 MB. One process relays for far more, but a seed of this size is worth a second one. */
const MAX_CLIENTS = 10_000;
/** Those of clients and all others, which `PlainConnections` bounds before; some more, so that one can give way to another. */
const MAX_CONNECTIONS = MAX_CLIENTS + 5_000;
/** A request that is not complete by then is not a browser's. */
const REQUEST_TIMEOUT_MS = 20_000;
const SWEEP_MS = 10_000;

export interface SeedOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; EVERYWHERE is every address of the machine. */
  readonly host: string;
  /** Names and addresses under which the seed is reached besides this machine's own. */
  readonly publicHosts: readonly string[];
  /** Origins of pages hosted elsewhere that may use this seed. */
  readonly origins: readonly string[];
  /** Whether X-Forwarded-For and X-Forwarded-Proto are a trusted proxy's. */
  readonly trustProxy: boolean;
  /** Directory of the built page. */
  readonly pageDirectory: string;
  /** Always listed first, even when nobody works on it; null for none. */
  readonly demonstration: StudySpec | null;
  /** STUN and TURN; none if left out. `stunPort` 0 takes a free one. */
  readonly ice?: IceOptions;
  /** What its owner calls it. */
  readonly uid?: string;
  /** A study that is there from the start, as anybody's is. */
  readonly study?: StudySpec;
  readonly clock?: DatedClock;
  readonly realm?: Realm;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly maxClientsPerNetwork?: number;
  readonly connectBucket?: BucketSize;
  readonly plainLimits?: PlainLimits;
  readonly relayLimits?: RelayLimits;
  /** How often ends of relayed links may be asked for from one network. */
  readonly relayAttempts?: BucketSize;
  readonly callsPerMinute?: number;
  /** Where studies are kept; left out or null: in memory alone. */
  readonly dataDirectory?: string | null;
  /** With which metrics may be read from elsewhere than this machine. */
  readonly metricsToken?: string | null;
  readonly serviceLimits?: { readonly callsPerMinute?: number; readonly studiesOfNetwork?: number };
}

export interface Seed {
  readonly port: number;
  /** Those that programs ask and tell over HTTP. */
  readonly studies: Studies;
  info(): SeedInfo;
  /** What the relay holds for tabs that have not read it. */
  relayUnreadBytes(): number;
  /** Says goodbye to everybody and ends within half a second. */
  close(): Promise<void>;
}

/** Starts a seed. Rejects if it cannot listen, with Node's error (code EADDRINUSE, EACCES, EADDRNOTAVAIL). */
export async function startSeed(options: SeedOptions): Promise<Seed> {
  const clock = options.clock ?? systemClock;
  const hosts = new KnownHosts(options.publicHosts, () => clock.nowMs());
  const rooms = new Rooms(options.random ?? Math.random, (id) => broker.isDeaf(id));
  const shelf = new SpecShelf();
  const times = new StudyTimes(clock);
  const realm = options.realm ?? new MemoryRealm(clock, MAX_CLIENTS);
  const broker = new Broker(realm, clock, {
    onDeparted: (id) => rooms.leaveAll(id),
    onAnswered: (id, network) => rooms.answered(id, network),
    onUnanswered: (id) => rooms.leftUnanswered(id),
  });
  const relay = new Relay(
    clock,
    ({ address, network, peer }) => broker.invite(peer, address, network),
    options.relayLimits,
  );
  const doors = new Map<string, UpgradeDoor>([
    [`/${PEERJS_KEY}`, new SignalingDoor(broker, { ...options, clock })],
    ["/relay", new RelayDoor(relay, { realm, rooms, clock, attemptsBucket: options.relayAttempts })],
  ]);
  const app = makeApp(options, hosts);
  const ice = options.ice ?? NO_ICE;
  // No proxy passes UDP on: tabs ask the seed itself.
  const stunHost = options.trustProxy ? EVERYWHERE : options.host;
  const stun = ice.stunPort === null ? null : await startStunServer(stunHost, ice.stunPort, clock);

  let port = options.port;
  let archive: Archive | null = null;
  const { uid } = options;
  const info = (): SeedInfo => ({ ...infoAt(options, port), ...(uid === undefined ? {} : { uid }) });
  if (options.study !== undefined)
    shelf.put(studyIdOf(options.study), options.study, encodeSpec(options.study), "", clock.nowMs());
  const state: SeedState = {
    realm,
    rooms,
    shelf,
    times,
    ice: new IceServers({ ...ice, stunPort: stun?.port ?? null }, clock),
    demonstration: shelve(options.demonstration, shelf),
    clock,
    info,
    callsPerMinute: options.callsPerMinute,
  };
  await app.register((scope) => serveApi(scope, state));
  const folder =
    options.dataDirectory === undefined || options.dataDirectory === null
      ? null
      : openDataFolder(options.dataDirectory);
  const path = folder?.studies ?? ":memory:";
  const store = await openFile(path, () => new StudyStore(path, clock, sayingSeldom(clock, "Not kept")));
  const studies = await Studies.open({
    store,
    clock,
    isAlone: folder === null,
    maxStudiesOfNetwork: options.serviceLimits?.studiesOfNetwork,
  });
  const counts = () => ({
    ...broker.counts(),
    ...rooms.counts(),
    ...relay.counts(),
    ...archive?.counts(),
    specBytes: shelf.heldBytes(),
  });
  const metrics = new Metrics(studies, counts);
  const { metricsToken } = options;
  await app.register(
    (scope) =>
      serveService(scope, {
        studies,
        clock,
        version,
        metrics,
        metricsToken,
        callsPerMinute: options.serviceLimits?.callsPerMinute,
      }),
    { prefix: "/api/v1" },
  );
  await app.register((scope) => serveCoordinator(scope, studies), { prefix: "/api/coordinator" });
  servePeerJs(app);
  app.get("/health", () => ({ ok: true, ...counts() }));
  servePage(app, new BuiltPage(options.pageDirectory));
  serveUpgrades(app.server, doors, { ...options, hosts });
  try {
    await app.listen({ port: options.port, host: options.host === EVERYWHERE ? everyAddress() : options.host });
  } catch (error) {
    await Promise.all([stun?.close(), studies.close()]);
    folder?.release();
    throw error;
  }
  const address = app.server.address();
  if (typeof address === "object" && address !== null) port = address.port;

  const stopSweeping = sweepEvery(clock, rooms, shelf, times);
  const close = async (): Promise<void> => {
    stopSweeping();
    // Whoever is not reached any more is not waited for; what was stored is on disk.
    await Promise.race([archive?.close(), new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
    relay.close();
    broker.close();
    await Promise.all([closeSockets([...doors.values()]), app.close(), stun?.close()]);
    await studies.close();
    folder?.release();
  };
  if (folder === null) return { port, studies, info, relayUnreadBytes: () => relay.unreadBytes(), close };
  const archiveOptions = {
    path: folder.archive,
    // Visitors of the seed's own machine come by this address, whatever it listens on.
    seedUrl: `http://${loopbackOf(options.host)}:${port}`,
    rooms,
    shelf,
    clock,
    onFault: sayingSeldom(clock, "The archive"),
  };
  try {
    archive = await openFile(folder.archive, () => Archive.open(archiveOptions));
    await studies.joinBy(archive);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, studies, info, relayUnreadBytes: () => relay.unreadBytes(), close };
}

function makeApp(options: SeedOptions, hosts: KnownHosts): FastifyInstance {
  const app = fastify({
    logger: false,
    // One proxy: what it saw is trusted, what its visitor claims is not.
    trustProxy: options.trustProxy ? (_address, hop) => hop === 0 : false,
    bodyLimit: 4 << 10,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 64 },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  // Behind a proxy all connections are the proxy's, and who comes how often is its business.
  if (!options.trustProxy) new PlainConnections(options.plainLimits).watch(app.server);
  app.addHook("onRequest", async (request, reply) => greet(request, reply, hosts, options.origins));
  app.options("/*", (_request, reply) => reply.code(204).send());
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, "not-found", "There is nothing at this address."));
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) => answerError(error, reply));
  return app;
}

/** Refuses strangers' hosts and pages, and puts the headers of its path on every answer, errors included. */
async function greet(request: FastifyRequest, reply: FastifyReply, hosts: KnownHosts, origins: readonly string[]) {
  // Not what a proxy may have been told that it was called: visitors can send that themselves.
  const host = hosts.recognise(request.headers.host);
  if (host === null) {
    return refuse(
      reply,
      421,
      "unknown-host",
      "This seed does not answer to that name; its owner can allow it with --public-host.",
    );
  }
  const protocol = request.protocol === "https" ? "https" : "http";
  reply.headers(request.url.split("?", 1)[0] === JAIL_PATH ? jailHeaders() : appHeaders({ protocol, host }));
  const { origin } = request.headers;
  reply.header("vary", "origin");
  // The jail's page has the opaque origin "null"; it may load nothing from here, and asks for nothing.
  if (!isWelcomeOrigin(origin, host, origins)) {
    if (isWebOrigin(origin)) reply.headers(readableBy(origin));
    return refuse(reply, 403, "unknown-origin", notLetIn(origin));
  }
  if (origin !== undefined && origins.includes(origin)) {
    reply.headers({
      ...readableBy(origin),
      "access-control-allow-methods": "GET, POST, PUT",
      "access-control-allow-headers": "content-type",
      "access-control-max-age": "600",
    });
  }
}

/** Lets pages of `origin` read the answer; of one that is not let in, that alone. */
const readableBy = (origin: string): Readonly<Record<string, string>> => ({
  "access-control-allow-origin": origin,
  "cross-origin-resource-policy": "cross-origin",
});

const notLetIn = (origin: string | undefined): string =>
  isWebOrigin(origin)
    ? `This seed does not let in pages of ${origin}; its owner can, with --origin ${origin}.`
    : "This seed does not let in pages of that origin; its owner can name one with --origin.";

/** What a client did wrong is told to it; our own faults are told to the seed's owner. */
function answerError(error: FastifyError | Refusal, reply: FastifyReply): FastifyReply {
  const statusCode = error.statusCode ?? 500;
  if (statusCode < 500) {
    const code = "error" in error ? error.error : error.code.toLowerCase();
    return refuse(reply, statusCode, code, error.message);
  }
  console.error(error);
  return reply.code(statusCode).send(refusal(statusCode, "fault", "The seed made a mistake; its owner has been told."));
}

/** The HTTP half of PeerJS's protocol. */
function servePeerJs(app: FastifyInstance): void {
  const route = `/${PEERJS_KEY}`;
  app.get(`${route}/id`, (_request, reply) =>
    reply.type("text/plain; charset=utf-8").header("cache-control", "no-store").send(randomUUID()),
  );
  app.get(`${route}/peers`, (_request, reply) =>
    refuse(reply, 401, "unlisted", "This seed does not list who is connected."),
  );
}

function infoAt({ host, publicHosts, trustProxy }: SeedOptions, port: number): SeedInfo {
  const everywhere = host === EVERYWHERE || host === "0.0.0.0";
  const listening = everywhere
    ? lanAddresses().filter((address) => host === EVERYWHERE || !address.startsWith("["))
    : [];
  return {
    version,
    publicUrls: publicHosts.map((name) => (trustProxy ? `https://${name}` : `http://${name}:${port}`)),
    lanUrls: listening.map((address) => `http://${address}:${port}`),
    localUrl: `http://localhost:${port}`,
  };
}

/** Of the whole program. */
export const version = readVersion();

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  const parsed: unknown = JSON.parse(text);
  const found = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : null;
  return typeof found === "string" ? found : "unknown";
}

function shelve(spec: StudySpec | null, shelf: SpecShelf): StudyId | null {
  if (spec === null) return null;
  const studyId = studyIdOf(spec);
  shelf.pin(studyId, spec, encodeSpec(spec));
  return studyId;
}

function sweepEvery(clock: Clock, rooms: Rooms, shelf: SpecShelf, times: StudyTimes): () => void {
  let timer = clock.setTimer(SWEEP_MS, sweep);
  function sweep(): void {
    const nowMs = clock.nowMs();
    rooms.expire(nowMs);
    shelf.expire(nowMs);
    times.keepOnly((studyId) => rooms.has(studyId) || shelf.find(studyId) !== null);
    timer = clock.setTimer(SWEEP_MS, sweep);
  }
  return () => timer.cancel();
}

/** Gives clients a moment to hear the goodbye. */
async function closeSockets(doors: readonly UpgradeDoor[]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const { sockets } of doors) {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  }
}

/** For the archive to take its leave of tabs. */
const FAREWELL_MS = 300;

/** Where a seed that listens on `host` is reached from its own machine. */
function loopbackOf(host: string): string {
  if (host === EVERYWHERE || host === "0.0.0.0" || host === "localhost") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** A disk that takes nothing fails every second: once a minute is enough to be told of it, and the first time at once. */
const SAID_EACH_MS = 60_000;

function sayingSeldom(clock: Clock, what: string): (error: unknown) => void {
  let saidMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (clock.nowMs() - saidMs < SAID_EACH_MS) return;
    saidMs = clock.nowMs();
    console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
}

import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import type { Clock } from "../agent/ports.ts";
import { type Parsed, parsed, refused } from "../study/parsed.ts";
import { isSealed, MAX_SEALED_BYTES, sealedIdOf } from "../study/spec/sealed-bytes.ts";
import type { StudyId, StudySpec } from "../study/spec/spec.ts";
import { decodeSpec, encodeSpec, studyIdOf } from "../study/spec/spec-bytes.ts";
import { MAX_SPEC_BYTES } from "../study/spec/spec-limits.ts";
import { MAX_STUDY_MS } from "../swarm/wire/wire-limits.ts";
import type { IceServers } from "./ice/ice-servers.ts";
import { isPeerAddress, isPeerToken } from "./broker/peer-message.ts";
import type { Realm } from "./broker/realm.ts";
import { networkOfRequest } from "./network.ts";
import { refusal, refuse } from "./refusal.ts";
import { openStudies } from "./rooms/open-studies.ts";
import type { Rooms } from "./rooms/rooms.ts";
import type { SpecShelf } from "./rooms/spec-shelf.ts";
import type { StudyTimes } from "./rooms/study-times.ts";

/** A hall of 200 tabs with two studies each, announcing every 30 s, and as much again for joining. */
const CALLS_PER_MINUTE = 1_600;
/** A spec is checked and hashed, so it costs more than the other calls; nobody publishes this often. */
const SPECS_PER_MINUTE = 60;
/** An announcement is 300 bytes. */
const MAX_JSON_BYTES = 4 << 10;

export interface SeedState {
  readonly realm: Realm;
  readonly rooms: Rooms;
  readonly shelf: SpecShelf;
  readonly times: StudyTimes;
  readonly ice: IceServers;
  readonly demonstration: string | null;
  readonly clock: Clock;
  /** From one network. */
  readonly callsPerMinute?: number | undefined;
  /** What `/api/info` says. */
  readonly info: () => SeedInfo;
}

export interface SeedInfo {
  readonly version: string;
  /** Where its owner says that it is reached. */
  readonly publicUrls: readonly string[];
  /** What its owner calls it, for whoever means one seed and no other; absent of most. */
  readonly uid?: string;
  /** Where others on the same network find this seed. */
  readonly lanUrls: readonly string[];
  readonly localUrl: string;
}

const studyParams = v.object({ studyId: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) });
const objectiveParams = v.object({ hash: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) });
const whoami = v.object({
  address: v.pipe(v.string(), v.check(isPeerAddress)),
  token: v.pipe(v.string(), v.check(isPeerToken)),
});
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const announcement = v.object({
  ...whoami.entries,
  summary: v.object({
    best: v.nullable(v.pipe(v.number(), v.finite())),
    trials: count,
    peers: count,
    studyMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_STUDY_MS))),
  }),
});

/** The seed's HTTP interface, as docs/http-api.md describes it. */
export async function serveApi(app: FastifyInstance, state: SeedState): Promise<void> {
  await app.register(rateLimit, {
    max: state.callsPerMinute ?? CALLS_PER_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: networkOfRequest,
    errorResponseBuilder: (_request, { after }) => refusal(429, "too-many-calls", `Too many calls: wait ${after}.`),
  });
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  // A page of a stranger may send text without asking first; there is nothing here to send it to.
  app.removeContentTypeParser("text/plain");
  serveRooms(app, state);
  serveSpecs(app, state);
  serveIce(app, state);
  app.get("/api/objectives/:hash/studies", (request, reply) => {
    const params = v.safeParse(objectiveParams, request.params);
    if (!params.success) return refuse(reply, 400, "malformed", "An objective is named by its text's SHA-256.");
    return { studyIds: state.shelf.withObjective(params.output.hash) };
  });
  app.get("/api/studies", () => openStudies(state.rooms, state.shelf, state.demonstration));
  app.get("/api/info", () => state.info());
}

function serveRooms(app: FastifyInstance, { realm, rooms, shelf, times, clock }: SeedState): void {
  const options = { bodyLimit: MAX_JSON_BYTES };
  app.post("/api/rooms/:studyId/announce", options, async (request, reply) => {
    const params = v.safeParse(studyParams, request.params);
    const body = v.safeParse(announcement, request.body);
    if (!params.success || !body.success) return refuse(reply, 400, "malformed", "This is no announcement.");
    const { studyId } = params.output;
    const { address, token, summary } = body.output;
    // That of the socket: who only borrows another network for this call does not come from there.
    const network = await realm.networkOfClient(address, token);
    if (network === null) return refuse(reply, 403, "not-connected", NOT_CONNECTED);
    const nowMs = clock.nowMs();
    const announced = rooms.announce(studyId, address, summary, network, nowMs);
    if (!announced.ok) return refuse(reply, 503, announced.reason, FULL[announced.reason]);
    shelf.touch(studyId, nowMs);
    const studyMs = times.ask(studyId, announced.beginnings);
    return { addresses: announced.addresses, wantsSpec: shelf.find(studyId) === null, studyMs };
  });
  app.post("/api/rooms/:studyId/leave", options, async (request, reply) => {
    const params = v.safeParse(studyParams, request.params);
    const body = v.safeParse(whoami, request.body);
    if (!params.success || !body.success) return refuse(reply, 400, "malformed", "This names no member.");
    const { address, token } = body.output;
    if ((await realm.networkOfClient(address, token)) === null)
      return refuse(reply, 403, "not-connected", NOT_CONNECTED);
    rooms.leave(params.output.studyId, address);
    return reply.code(204).send();
  });
}

function serveIce(app: FastifyInstance, { realm, rooms, ice }: SeedState): void {
  app.post("/api/ice", { bodyLimit: MAX_JSON_BYTES }, async (request, reply) => {
    const body = v.safeParse(whoami, request.body);
    if (!body.success) return refuse(reply, 400, "malformed", "This names no client.");
    const { address, token } = body.output;
    const network = await realm.networkOfClient(address, token);
    if (network === null) return refuse(reply, 403, "not-connected", NOT_CONNECTED);
    const hostname = (request.headers.host ?? "localhost").replace(/:\d+$/, "");
    const answer = ice.answer(address, hostname, network, rooms.isMember(address));
    if (!answer.ok)
      return refuse(reply, 429, answer.reason, "Too many credentials for TURN servers: try again in an hour.");
    const { iceServers, refreshMs } = answer;
    return reply.header("cache-control", "no-store").send({ iceServers, refreshMs });
  });
}

const NOT_CONNECTED =
  "No client with this address and token is connected to this seed: connect first, then call again.";
const FULL = {
  "too-many-rooms": "This seed has as many studies as it can keep: try again later, or start a seed of your own.",
  "too-many-studies": "This tab takes part in as many studies as this seed allows: leave one of them first.",
} as const;

function serveSpecs(app: FastifyInstance, { rooms, shelf, times, clock }: SeedState): void {
  const limits = { bodyLimit: MAX_SEALED_BYTES, config: { rateLimit: { max: SPECS_PER_MINUTE } } };
  app.put("/api/studies/:studyId/spec", limits, (request, reply) => {
    const params = v.safeParse(studyParams, request.params);
    if (!params.success || !Buffer.isBuffer(request.body)) {
      return refuse(reply, 400, "malformed", "Send a study's canonical bytes as application/octet-stream.");
    }
    const body = new Uint8Array(request.body);
    if (!isSealed(body) && body.length > MAX_SPEC_BYTES)
      return refuse(reply, 413, "too-long", `A study has at most ${MAX_SPEC_BYTES} bytes.`);
    const brought = broughtBy(body);
    if (!brought.ok) return refuse(reply, 422, "not-a-spec", `These bytes are no study: ${brought.reason}`);
    const { studyId, spec, bytes } = brought.value;
    if (studyId !== params.output.studyId) {
      return refuse(reply, 422, "other-study", "These bytes are another study's: its id is the hash of its bytes.");
    }
    shelf.put(studyId, spec, bytes, networkOfRequest(request), clock.nowMs());
    times.begin(params.output.studyId);
    return reply.code(204).send();
  });
  app.get("/api/studies/:studyId/spec", (request, reply) => {
    const params = v.safeParse(studyParams, request.params);
    const found = params.success ? shelf.find(params.output.studyId) : null;
    if (!params.success || found === null) {
      return refuse(
        reply,
        404,
        "unknown-study",
        "This seed does not have this study; a tab that takes part in it does.",
      );
    }
    if (rooms.has(params.output.studyId)) shelf.touch(params.output.studyId, clock.nowMs());
    return reply
      .type("application/octet-stream")
      .header("cache-control", "public, max-age=31536000, immutable")
      .send(Buffer.from(found.bytes));
  });
}

interface Brought {
  readonly studyId: StudyId;
  /** Null: private, and sealed. */
  readonly spec: StudySpec | null;
  readonly bytes: Uint8Array;
}

function broughtBy(body: Uint8Array): Parsed<Brought> {
  if (isSealed(body)) return parsed({ studyId: sealedIdOf(body), spec: null, bytes: body });
  const decoded = decodeSpec(body);
  if (!decoded.ok) return decoded;
  const spec = decoded.value;
  if (spec.private !== null) return refused("it says that it is private, and is not sealed");
  // Encoded anew, because other bytes may mean the same study and only the canonical ones have its hash.
  return parsed({ studyId: studyIdOf(spec), spec, bytes: encodeSpec(spec) });
}

import { createHash, timingSafeEqual } from "node:crypto";
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import type { DatedClock } from "../../agent/ports.ts";
import { NotKept } from "../data/grouped-writes.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import { networkOfRequest } from "../network.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { apiPage } from "./api-page.ts";
import type { Call } from "./call.ts";
import { calls } from "./calls.ts";
import { EventStream } from "./event-stream.ts";
import { MAX_STREAMS, MAX_STREAMS_OF_STUDY } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { openApiOf } from "./openapi.ts";
import { After } from "./shapes.ts";
import type { Caller, Studies } from "./studies.ts";

/** Eight workers of one network at a hundred calls a second each, and some. */
const CALLS_PER_MINUTE = 60_000;
/** A study with a thousand start points; all other calls are far smaller. */
const MAX_STUDY_BYTES = 900 << 10;
const MAX_BODY_BYTES = 256 << 10;

export interface ServiceOptions {
  readonly studies: Studies;
  readonly clock: DatedClock;
  readonly version: string;
  readonly metrics: Metrics;
  /** With which the seed's numbers may be read from elsewhere; null: not at all. */
  readonly metricsToken?: string | null | undefined;
  /** From one network. */
  readonly callsPerMinute?: number | undefined;
}

/** `/api/v1`, as docs/http-api.md describes it. */
export async function serveService(app: FastifyInstance, options: ServiceOptions): Promise<void> {
  await app.register(rateLimit, {
    max: options.callsPerMinute ?? CALLS_PER_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: networkOfRequest,
    errorResponseBuilder: (_request, { after }) => refusal(429, "too-many-calls", `Too many calls: wait ${after}.`),
  });
  app.removeContentTypeParser("text/plain");
  for (const call of calls) serve(app, call, options);
  serveEvents(app, options);
  const document = openApiOf(calls, options.version);
  app.get("/openapi.json", () => document);
  app.get("/docs", (_request, reply) => reply.type("text/html; charset=utf-8").send(apiPage(document)));
  app.get("/metrics", async (request, reply) => {
    if (!mayMeasure(request, options.metricsToken ?? null))
      return reply
        .code(403)
        .send(
          refusal(403, "not-the-owner", "Metrics are for this machine, or with the METRICS_TOKEN of the seed's owner."),
        );
    const { type, text } = await options.metrics.text();
    return reply.type(type).header("cache-control", "no-store").send(text);
  });
}

/** A seed's numbers are its owner's: of its own machine, or by a token that stands in the seed's environment. */
function mayMeasure(request: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (given !== undefined) return token !== null && isSame(given, token);
  const network = networkOfRequest(request);
  return network === "127.0.0.1" || network === "0:0:0:0::/64";
}

const isSame = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));
const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

function serve(app: FastifyInstance, call: Call, options: ServiceOptions): void {
  app.route({
    method: call.method,
    url: call.path,
    bodyLimit: call.path === "/studies" ? MAX_STUDY_BYTES : MAX_BODY_BYTES,
    handler: async (request, reply) => {
      const began = performance.now();
      const answered = await perform(request, call, options);
      const status = answered.ok ? call.status : answered.refusal.statusCode;
      options.metrics.called(`${call.method} ${call.path}`, status, (performance.now() - began) / 1_000);
      return reply
        .header("cache-control", "no-store")
        .code(answered.ok ? call.status : answered.refusal.statusCode)
        .send(answered.ok ? answered.value : said(reply, answered.refusal));
    },
  });
}

function said(reply: FastifyReply, refused: Refusal): Refusal {
  if (refused.statusCode === 401) reply.header("www-authenticate", "Bearer");
  if (refused.statusCode === 503) reply.header("retry-after", "1");
  return refused;
}

async function perform(
  request: FastifyRequest,
  call: Call,
  { studies, clock }: ServiceOptions,
): Promise<Answer<unknown>> {
  const params = v.safeParse(Path, request.params);
  if (!params.success) return no(404, "not-found", "There is nothing at this address.");
  const caller = call.access === "anybody" ? answer(NOBODY) : callerOf(request, studies, params.output.study, call);
  if (!caller.ok) return caller;
  const body = call.body === null ? null : v.safeParse(call.body, request.body, STOP_EARLY);
  if (body?.success === false) return malformed(body.issues);
  const query = call.query === null ? null : v.safeParse(call.query, request.query, STOP_EARLY);
  if (query?.success === false) return malformed(query.issues);
  if (call.access !== "anybody" && caller.value.study?.isReady === false) return NOT_READY;
  try {
    const answered = await call.run({
      studies,
      body: body?.output,
      query: query?.output,
      number: params.output.number ?? -1,
      network: networkOfRequest(request),
      wallMs: clock.wallMs(),
      caller: caller.value as Caller,
    });
    if (call.isKept && answered.ok) await studies.store.settled();
    return answered;
  } catch (error) {
    if (error instanceof NotKept) return NOT_KEPT;
    throw error;
  }
}

/** Calls that anybody may make do not look at who makes them. */
const NOBODY: Partial<Caller> = {};
const STOP_EARLY = { abortEarly: true } as const;
const NOT_KEPT = no(
  503,
  "not-kept",
  "This seed cannot write to its disk now, so nothing is promised: call again, it counts once. Its owner has been told.",
);

const NOT_READY = no(
  503,
  "starting",
  "This seed has just started and is looking for the tabs of this study: call again.",
);

const Path = v.object({
  study: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{43}$/))),
  number: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))),
});

/** Tokens come in this header and nowhere else: addresses stand in logs. */
function callerOf(
  request: FastifyRequest,
  studies: Studies,
  study: string | undefined,
  { access }: Pick<Call, "access">,
): Answer<Caller> {
  const [scheme, token, ...rest] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || token === undefined || rest.length > 0)
    return no(401, "no-token", "Send the study's token in the header: Authorization: Bearer <token>.");
  const caller = studies.callerOf(token);
  // A call without a study is of the token's own. Whether a study is here is nobody's business who has no token of it.
  if (caller === null || (study !== undefined && caller.study.id !== study) || caller.kind === "coordinator")
    return no(403, "wrong-token", "This token is none of this study's.");
  if (access === "owner" && caller.kind !== "owner")
    return no(403, "not-the-owner", "Only the owner's token may do that.");
  return answer(caller);
}

function malformed([issue]: readonly v.BaseIssue<unknown>[]): ReturnType<typeof no> {
  if (issue === undefined) return no(400, "malformed", "This is no such call.");
  const where = issue.path?.map(({ key }) => String(key)).join(".") ?? "";
  const message = `${where === "" ? "The call" : `"${where.slice(0, 200)}"`}: ${issue.message.slice(0, 300)}.`;
  return no(400, "malformed", message.replaceAll(/\p{Cc}/gu, " "));
}

function serveEvents(app: FastifyInstance, { studies, clock }: ServiceOptions): void {
  const open = new Map<string, number>();
  let streams = 0;
  app.route({
    method: "GET",
    url: "/studies/:study/events",
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const params = v.safeParse(Path, request.params);
      const caller = callerOf(request, studies, params.success ? params.output.study : "", { access: "member" });
      if (!caller.ok) return reply.code(caller.refusal.statusCode).send(said(reply, caller.refusal));
      const last = request.headers["last-event-id"];
      const query = v.safeParse(After, last === undefined ? request.query : { after: last });
      if (!query.success) return reply.code(400).send(malformed(query.issues).refusal);
      const { study } = caller.value;
      const ofStudy = open.get(study.id) ?? 0;
      if (streams >= MAX_STREAMS || ofStudy >= MAX_STREAMS_OF_STUDY)
        return reply
          .code(503)
          .send(
            said(
              reply,
              refusal(503, "too-many-streams", "As many look on as this seed can serve: read the trials page by page."),
            ),
          );
      streams++;
      open.set(study.id, ofStudy + 1);
      reply.hijack();
      const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
      reply.raw.writeHead(200, {
        ...(Object.fromEntries(headers) as Record<string, string | number>),
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      reply.raw.flushHeaders();
      const stream = new EventStream(studies, study, query.output.after ?? 0, reply.raw, clock, () => {
        streams--;
        const left = (open.get(study.id) ?? 1) - 1;
        if (left > 0) open.set(study.id, left);
        else open.delete(study.id);
      });
      stream.start();
      return reply;
    },
  });
}

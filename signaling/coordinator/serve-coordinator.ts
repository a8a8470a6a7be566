import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import { NotKept } from "../data/grouped-writes.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import type { HttpStudy, Worker } from "../http-study/http-study.ts";
import type { AskedParam } from "../http-study/suggested.ts";
import { networkOfRequest } from "../network.ts";
import { refusal } from "../refusal.ts";
import type { Studies } from "../service/studies.ts";

const CALLS_PER_MINUTE = 60_000;
const MAX_BODY_BYTES = 256 << 10;

const trial_number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const named = { trial_number, name: v.pipe(v.string(), v.maxLength(200)) };
const finite = v.pipe(v.number(), v.finite());
const range = { ...named, low: finite, high: finite, log: v.optional(v.nullable(v.boolean())) };
const Float = v.object({ ...range, step: v.optional(v.nullable(finite)) });
const Int = v.object({ ...range, step: v.optional(v.nullable(finite)) });
const Categorical = v.object({
  ...named,
  choices: v.pipe(v.array(v.union([finite, v.string(), v.boolean(), v.null_()])), v.minLength(1), v.maxLength(10_000)),
});
const Tell = v.object({
  trial_number,
  value: v.optional(v.nullable(v.number())),
  state: v.optional(v.picklist(["complete", "failed"])),
  error: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1_000)))),
});

/**
 * The calls of metaflow-optuna's coordinator, as its client makes them, below `/api/coordinator/<token>`: no header, a suggestion once per
 * name, the last word sent once and perhaps lost.
 */
export async function serveCoordinator(app: FastifyInstance, studies: Studies): Promise<void> {
  await app.register(rateLimit, {
    max: CALLS_PER_MINUTE,
    timeWindow: "1 minute",
    keyGenerator: networkOfRequest,
    errorResponseBuilder: (_request, { after }) => refusal(429, "too-many-calls", `Too many calls: wait ${after}.`),
  });
  app.removeContentTypeParser(["text/plain", "application/json"]);
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, readPythonJson(String(body)));
    } catch {
      done(null, undefined);
    }
  });
  const serve = (url: string, run: (study: HttpStudy, body: unknown, worker: Worker) => Answer<unknown>): void => {
    app.post(`/:token${url}`, { bodyLimit: MAX_BODY_BYTES }, (request, reply) => perform(studies, request, reply, run));
  };
  serve("/ask", (study, _body, worker) => {
    if (studies.store.isFull || !studies.hasRoom) return NO_ROOM;
    const given = study.ask(worker, null);
    return given.ok ? answer({ trial_number: given.value.number }) : given;
  });
  serve("/suggest/float", (study, body) => suggest(study, v.safeParse(Float, body), "float"));
  serve("/suggest/int", (study, body) => suggest(study, v.safeParse(Int, body), "int"));
  serve("/suggest/categorical", (study, body) => {
    const read = v.safeParse(Categorical, body);
    if (!read.success) return MALFORMED;
    const { trial_number: number, name, choices } = read.output;
    return suggestion(study, number, name, { type: "categorical", choices });
  });
  serve("/tell", tell);
  app.get("/:token/health", (request, reply) =>
    perform(studies, request, reply, (study) => answer({ ready: true, ...progress(study) })),
  );
}

const NO_ROOM = no(503, "full", "This seed holds as many trials as it can keep.");
const MALFORMED = no(422, "malformed", "This is no such call.");
const progress = (study: HttpStudy) => ({ completed: study.counts.ended, total: study.counts.total });

async function perform(
  studies: Studies,
  request: FastifyRequest,
  reply: FastifyReply,
  run: (study: HttpStudy, body: unknown, worker: Worker) => Answer<unknown>,
): Promise<FastifyReply> {
  const params = v.safeParse(v.object({ token: v.string() }), request.params);
  const caller = params.success ? studies.callerOf(params.output.token) : null;
  const answered =
    caller === null || caller.kind !== "coordinator"
      ? no(404, "not-found", "There is no coordinator at this address.")
      : await kept(studies, run(caller.study.http, request.body, caller.worker));
  reply.header("cache-control", "no-store");
  if (answered.ok) return reply.send(answered.value);
  const { statusCode, error, message } = answered.refusal;
  // `detail` is what the fourth system's own server says it in.
  return reply.code(statusCode).send({ statusCode, error, message, detail: message });
}

async function kept(studies: Studies, answered: Answer<unknown>): Promise<Answer<unknown>> {
  try {
    await studies.store.settled();
    return answered;
  } catch (error) {
    if (error instanceof NotKept)
      return no(503, "not-kept", "This seed cannot write to its disk now: call again, it counts once.");
    throw error;
  }
}

function suggest(study: HttpStudy, read: v.SafeParseResult<typeof Float>, type: "float" | "int"): Answer<unknown> {
  if (!read.success) return MALFORMED;
  const { trial_number: number, name, low, high, log, step } = read.output;
  return suggestion(study, number, name, { type, low, high, log: log ?? false, step: step ?? null });
}

function suggestion(study: HttpStudy, number: number, name: string, asked: AskedParam): Answer<unknown> {
  const suggested = study.suggest(number, name, asked);
  return suggested.ok || suggested.refusal.statusCode === 422 ? suggested : notPending(number);
}

function tell(study: HttpStudy, body: unknown, worker: Worker): Answer<unknown> {
  const read = v.safeParse(Tell, body);
  if (!read.success) return MALFORMED;
  const { trial_number: number, value, state = "complete", error } = read.output;
  const told =
    state === "failed"
      ? study.tell(
          number,
          { state, error: { kind: "threw", message: error ?? "Its task gave no reason.", line: null, column: null } },
          worker,
        )
      : study.tell(number, { state, values: [value ?? Number.NaN] }, worker);
  if (!told.ok) return told.refusal.statusCode === 404 ? notPending(number) : told;
  return answer({ ok: true, ...progress(study) });
}

const notPending = (number: number) => no(404, "unknown-trial", `No pending trial #${number}`);

/** Python writes NaN and infinities as names, which are no JSON; 1e999 is one, and means the same. */
function readPythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replaceAll(/(:\s*)(-?)Infinity\b/g, "$1$21e999").replaceAll(/(:\s*)NaN\b/g, "$1null"));
  }
}

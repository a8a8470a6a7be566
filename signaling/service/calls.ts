import type { TrialError } from "../../study/trial/trial.ts";
import { directionsOf } from "../../study/spec/spec.ts";
import { type Answer, answer, no } from "../http-study/answer.ts";
import type { Told } from "../http-study/running-trial.ts";
import type { AskedParam } from "../http-study/suggested.ts";
import { viewOf } from "../http-study/trial-record.ts";
import { type Call, call } from "./call.ts";
import { journalCalls } from "./journal-calls.ts";
import { MAX_PAGE } from "./limits.ts";
import { newStudy } from "./new-study.ts";
import * as shapes from "./shapes.ts";
import type { OpenStudy } from "./studies.ts";

const STUDY = "/studies/:study";
const TRIAL = `${STUDY}/trials/:number`;
const DEFAULT_PAGE = 100;
const NO_ROOM = no(503, "full", "This seed holds as many trials as it can keep: try again later, or another seed.");

/** Every call of `/api/v1` whose answer is JSON. */
export const calls: readonly Call[] = [
  call({
    method: "GET",
    path: "/health",
    summary: "Whether the seed answers, and how much it holds",
    access: "anybody",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Health,
    isKept: false,
    run({ studies }) {
      let [count, trials, running] = [0, 0, 0];
      for (const { http } of studies.all) {
        count++;
        trials += http.counts.ended;
        running += http.counts.running;
      }
      return answer({ ok: true, studies: count, trials, running });
    },
  }),
  call({
    method: "POST",
    path: "/studies",
    summary: "Create a study; answers its tokens, which nobody can be told again",
    access: "anybody",
    body: shapes.CreateStudy,
    query: null,
    status: 201,
    answer: shapes.CreatedStudy,
    isKept: true,
    async run({ studies, body, network, wallMs }) {
      const wanted = newStudy(body, wallMs);
      return wanted.ok
        ? studies.create(wanted.value, network)
        : no(422, "not-a-study", `This study cannot be: ${wanted.reason}.`);
    },
  }),
  call({
    method: "GET",
    path: "/study",
    summary: "How the study stands that the token opens",
    access: "member",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Standing,
    isKept: false,
    run: ({ caller: { study } }) => answer(standingOf(study)),
  }),
  call({
    method: "GET",
    path: STUDY,
    summary: "How the study stands",
    access: "member",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Standing,
    isKept: false,
    run: ({ caller: { study } }) => answer(standingOf(study)),
  }),
  call({
    method: "POST",
    path: `${STUDY}/tokens`,
    summary: "Make another worker's token",
    access: "owner",
    body: shapes.TokenName,
    query: null,
    status: 201,
    answer: shapes.Token,
    isKept: true,
    run: ({ studies, caller, body }) => studies.addToken(caller.study, body.name),
  }),
  call({
    method: "DELETE",
    path: `${STUDY}/tokens`,
    summary: "End the workers' tokens of a name",
    access: "owner",
    body: shapes.TokenName,
    query: null,
    status: 200,
    answer: shapes.EndedTokens,
    isKept: true,
    run: ({ studies, caller, body }) => answer({ ended: studies.endTokens(caller.study, body.name) }),
  }),
  call({
    method: "POST",
    path: `${STUDY}/ask`,
    summary: "Get a trial to run; with the space named, with all its values",
    access: "member",
    body: shapes.Ask,
    query: null,
    status: 200,
    answer: shapes.Given,
    isKept: true,
    run({ studies, caller, body }) {
      if (studies.store.isFull || !studies.hasRoom) return NO_ROOM;
      const { space = null, preview = false, key = null } = body;
      return caller.study.http.ask(caller.worker, space, { isPreview: preview, key });
    },
  }),
  call({
    method: "POST",
    path: `${TRIAL}/suggest`,
    summary: "Get one value, in the order in which the objective asks",
    access: "member",
    body: shapes.Suggest,
    query: null,
    status: 200,
    answer: shapes.SuggestedValue,
    isKept: true,
    run({ caller, number, body: { name, ...asked } }) {
      return caller.study.http.suggest(number, name, asked satisfies AskedParam);
    },
  }),
  call({
    method: "POST",
    path: `${TRIAL}/report`,
    summary: "Say what the trial has come to so far; answers whether to stop it",
    access: "member",
    body: shapes.Report,
    query: null,
    status: 200,
    answer: shapes.Prune,
    isKept: true,
    run({ caller, number, body }) {
      const values = valuesOf(body);
      return values.ok ? caller.study.http.report(number, body.step, values.value) : values;
    },
  }),
  call({
    method: "GET",
    path: `${TRIAL}/should-prune`,
    summary: "Whether the trial is hopeless and should stop; also says that its worker is there",
    access: "member",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Prune,
    isKept: false,
    run: ({ caller, number }) => caller.study.http.shouldPrune(number),
  }),
  call({
    method: "POST",
    path: `${TRIAL}/tell`,
    summary: "Say how the trial ended; telling it again changes nothing",
    access: "member",
    body: shapes.Tell,
    query: null,
    status: 200,
    answer: shapes.Counted,
    isKept: true,
    run({ caller, number, body }) {
      const told = toldOf(body);
      if (!told.ok) return told;
      const { constraints = {}, attributes = {}, durationMs = null } = body;
      const suggested = (body.suggested ?? []).map(({ name, ...asked }) => ({
        name,
        asked: asked satisfies AskedParam,
      }));
      const extras = { constraints, attributes, durationMs, suggested };
      return caller.study.http.tell(number, told.value, caller.worker, extras);
    },
  }),
  call({
    method: "POST",
    path: `${STUDY}/enqueue`,
    summary: "Have parameter sets tried next",
    access: "owner",
    body: shapes.Enqueue,
    query: null,
    status: 200,
    answer: shapes.Queued,
    isKept: true,
    run({ caller, body }) {
      let queued: Answer<{ readonly queued: number }> = answer({ queued: 0 });
      for (const params of body.params) {
        queued = caller.study.http.enqueue(params);
        if (!queued.ok) break;
      }
      return queued;
    },
  }),
  call({
    method: "POST",
    path: `${STUDY}/stop`,
    summary: "Give no more trials; those that run may still be told",
    access: "owner",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Standing,
    isKept: true,
    run({ caller: { study } }) {
      study.http.stop("its owner has stopped it");
      return answer(standingOf(study));
    },
  }),
  call({
    method: "GET",
    path: `${STUDY}/best`,
    summary: "The best trial; of several objectives all that no other beats",
    access: "member",
    body: null,
    query: null,
    status: 200,
    answer: shapes.Best,
    isKept: false,
    async run({ studies, caller: { study } }) {
      // What is the best now may be on its way to the disk.
      await studies.store.settled();
      const numbers = study.http.best().slice(0, MAX_PAGE);
      const found = await Promise.all(numbers.map((number) => studies.store.endedNumber(study.id, number)));
      return answer({ best: found.filter((record) => record !== null).map(viewOf) });
    },
  }),
  call({
    method: "GET",
    path: `${STUDY}/trials`,
    summary: "Trials in the order in which they ended, a page at a time: those after place `after`",
    access: "member",
    body: null,
    query: shapes.PageQuery,
    status: 200,
    answer: shapes.Page,
    isKept: false,
    async run({ studies, caller: { study }, query: { after = 0, limit = DEFAULT_PAGE } }) {
      const trials = limit === 0 ? [] : await studies.store.ended(study.id, after, limit);
      const last = trials.at(-1)?.place ?? null;
      return answer({ trials: trials.map(viewOf), next: trials.length < limit ? null : last });
    },
  }),
  ...journalCalls,
];

const standingOf = ({ id, http }: OpenStudy) => {
  const { spec } = http.record;
  return { study: id, name: spec.name, directions: directionsOf(spec), ...http.counts };
};

type Numbers = { readonly value?: unknown; readonly values?: readonly unknown[] | undefined };

function valuesOf({ value, values }: Numbers): Answer<number[]> {
  if (values !== undefined && value !== undefined && value !== null)
    return no(422, "wrong-values", "Give `value` or `values`, not both.");
  const given = values ?? (value === undefined || value === null ? [] : [value]);
  return given.length === 0
    ? no(422, "wrong-values", "Say what it came to: give `value`, or `values` where there are several objectives.")
    : answer(given.map(Number));
}

function toldOf(
  body: Numbers & {
    readonly state?: "complete" | "pruned" | "failed" | undefined;
    readonly error?: string | undefined;
  },
): Answer<Told> {
  if (body.state === "failed" || (body.state === undefined && body.error !== undefined)) {
    const error: TrialError = {
      kind: "threw",
      message: body.error ?? "Its worker gave no reason.",
      line: null,
      column: null,
    };
    return answer({ state: "failed", error });
  }
  if (body.state === "pruned") return answer({ state: "pruned" });
  const values = valuesOf(body);
  return values.ok ? answer({ state: "complete", values: values.value }) : values;
}

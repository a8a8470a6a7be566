import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { UnusableFolder } from "../../signaling/data/data-folder.ts";
import type { HttpStudy } from "../../signaling/http-study/http-study.ts";
import { type EndedRecord, type TrialView, viewOf } from "../../signaling/http-study/trial-record.ts";
import { newStudy } from "../../signaling/service/new-study.ts";
import { type Seed, startSeed } from "../../signaling/seed.ts";
import { paramsOf } from "../../study/trial/trial.ts";
import { systemClock } from "../../worker/system-clock.ts";
import { homeFolder } from "../host/home.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { say } from "./participate.ts";
import { EXIT, type World } from "./world.ts";

export interface CoordinatorFlags {
  readonly trials?: number;
  readonly sampler?: string;
  readonly direction?: "minimize" | "maximize";
  readonly seed?: string;
  readonly port?: number;
  readonly host?: string;
  /** In seconds. */
  readonly timeout?: number;
  readonly id?: string;
  readonly data?: string;
  readonly resume?: boolean;
  /** Where its trials are written when it ends, as JSON. */
  readonly out?: string;
}

/** As metaflow-optuna's coordinator. */
const DEFAULT_TIMEOUT_S = 7_200;
const DEFAULT_SEED = "42";
const LOOK_MS = 50;
const PAGE = 500;
const MAX_REASONS = 5;

/** What is kept beside the study, so that workers find a resumed one at the address they have. */
const Kept = v.object({ study: v.string(), token: v.string(), port: v.number(), trials: v.number() });
type Kept = v.InferOutput<typeof Kept>;

/** `waggle coordinator`: one study, asked and told by metaflow-optuna's client, until its last trial. Gives the exit code. */
export async function coordinator(flags: CoordinatorFlags, world: World): Promise<number> {
  const folder = flags.data ?? join(homeFolder(world.env), "coordinators", flags.id ?? "default");
  const kept = flags.resume === true ? readKept(folder) : null;
  if (kept === null && flags.trials === undefined)
    throw new Misuse("Say how many trials there are to be, as in waggle coordinator --trials 50.");
  const seed = await open(flags, folder, kept);
  const rendezvous = flags.id === undefined ? null : join(tmpdir(), `mf-svc-metaflow-optuna-${flags.id}.json`);
  try {
    const now = kept === null ? await begin(seed, flags, folder) : { ...kept, port: seed.port };
    write(join(folder, "coordinator.json"), now);
    const study = studyOf(seed, now.study);
    const url = `http://${hostOf(seed, flags.host)}:${seed.port}/api/coordinator/${now.token}`;
    if (rendezvous !== null) write(rendezvous, { url });
    world.out.write(`${url}\n`);
    const why = await ended(study, (flags.timeout ?? DEFAULT_TIMEOUT_S) * 1_000, world.interrupted);
    if (flags.out !== undefined) write(flags.out, await trialsOf(seed, now, why === "done"));
    if (why === "interrupted") {
      say(world, `Interrupted at ${study.counts.ended} of ${now.trials}; go on with --resume.`);
      return EXIT.interrupted;
    }
    return await report(seed, now, world);
  } finally {
    if (rendezvous !== null) rmSync(rendezvous, { force: true });
    await seed.close();
  }
}

async function open(flags: CoordinatorFlags, folder: string, kept: Kept | null): Promise<Seed> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const start = (port: number): Promise<Seed> =>
    startSeed({
      port,
      host: flags.host ?? "127.0.0.1",
      publicHosts: [],
      origins: [],
      trustProxy: false,
      pageDirectory: join(folder, "no-page"),
      demonstration: null,
      dataDirectory: folder,
    });
  const wanted = flags.port ?? kept?.port ?? 0;
  try {
    return await start(wanted);
  } catch (error) {
    if (error instanceof UnusableFolder) throw new Failure(error.message, { cause: error });
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(`The coordinator could not start (${why}): choose another --port or --host.`, { cause: error });
  }
}

async function begin(seed: Seed, flags: CoordinatorFlags, folder: string): Promise<Kept> {
  const { trials = 1, sampler = "tpe", direction = "minimize" } = flags;
  const wanted = newStudy(
    {
      name: `coordinator ${flags.id ?? "default"}`,
      direction,
      sampler,
      seed: flags.seed ?? DEFAULT_SEED,
      trials,
      workers: [],
      // A task that trains for days says nothing meanwhile; whoever fell silent is replaced by who asks anew.
      leaseSeconds: LONGEST_LEASE_S,
      coordinator: true,
    },
    systemClock.wallMs(),
  );
  if (!wanted.ok) throw new Misuse(`This study cannot be: ${wanted.reason}.`);
  const created = await seed.studies.create(wanted.value, folder);
  if (!created.ok) throw new Failure(created.refusal.message);
  await seed.studies.store.settled();
  const { study, coordinatorToken } = created.value;
  return { study, token: coordinatorToken ?? "", port: seed.port, trials };
}

const LONGEST_LEASE_S = 7 * 86_400;

function studyOf(seed: Seed, id: string): HttpStudy {
  for (const study of seed.studies.all) if (study.id === id) return study.http;
  throw new Failure("The study that should go on is not in its folder any more: start it without --resume.");
}

function readKept(folder: string): Kept {
  try {
    return v.parse(Kept, JSON.parse(readFileSync(join(folder, "coordinator.json"), "utf8")));
  } catch (error) {
    throw new Failure(
      `There is nothing to go on with in ${folder}: start it without --resume, or give its --id or --data.`,
      {
        cause: error,
      },
    );
  }
}

/** Whole or not at all, and for this user alone: who has the address may tell trials. */
function write(path: string, content: object): void {
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
  renameSync(draft, path);
}

function hostOf(seed: Seed, host: string | undefined): string {
  if (host === undefined || host === "127.0.0.1" || host === "localhost") return "localhost";
  const [lan] = seed.info().lanUrls;
  return lan === undefined ? host : new URL(lan).hostname;
}

function ended(
  study: HttpStudy,
  timeoutMs: number,
  interrupted: AbortSignal,
): Promise<"done" | "timeout" | "interrupted"> {
  const endMs = performance.now() + timeoutMs;
  return new Promise((resolve) => {
    const look = (): void => {
      if (interrupted.aborted) resolve("interrupted");
      else if (study.isOver) resolve("done");
      else if (performance.now() >= endMs) resolve("timeout");
      else setTimeout(look, LOOK_MS);
    };
    look();
  });
}

async function report(seed: Seed, { study: id, trials }: Kept, world: World): Promise<number> {
  const study = studyOf(seed, id);
  await seed.studies.store.settled();
  const { ended: count, complete } = study.counts;
  if (count < trials) world.out.write(`partial: ${count} of ${trials}\n`);
  const [number] = study.best();
  const best = number === undefined ? null : await seed.studies.store.endedNumber(id, number);
  if (complete === 0 || best === null) {
    say(world, count === 0 ? "No trial has ended." : `All ${count} trials failed:${await reasonsOf(seed, id)}`);
    return EXIT.failed;
  }
  world.out.write(`Best: ${JSON.stringify(paramsOf(best.trial))} -> ${String(best.trial.values[0])}\n`);
  return EXIT.ok;
}

/** All that have ended, as the API has them. */
async function trialsOf(seed: Seed, { study }: Kept, isWhole: boolean): Promise<object> {
  await seed.studies.store.settled();
  const trials: TrialView[] = [];
  for await (const record of endedOf(seed, study)) trials.push(viewOf(record));
  return { study, isWhole, trials };
}

async function* endedOf(seed: Seed, id: string): AsyncGenerator<EndedRecord> {
  for (let after = 0; ; ) {
    const page = await seed.studies.store.ended(id, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.place;
  }
}

/** The commonest first. */
async function reasonsOf(seed: Seed, id: string): Promise<string> {
  const counts = new Map<string, number>();
  for await (const { trial } of endedOf(seed, id)) {
    const reason = (trial.error?.message ?? "unknown").replaceAll(/\p{Cc}+/gu, " ");
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, MAX_REASONS);
  return sorted.map(([reason, count]) => `\n  ${count} times: ${reason}`).join("");
}

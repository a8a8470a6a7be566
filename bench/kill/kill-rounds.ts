import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpClient } from "../../signaling/testing/http-client.ts";
import { startSeedProcess } from "../../signaling/testing/seed-process.ts";

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  /** Told, acknowledged, and not there afterwards with the value told. */
  readonly lost: number;
  /** Numbers given to two askers, trials there twice, tells counted twice. */
  readonly doubled: number;
}

interface Trial {
  readonly number: number;
  readonly place: number;
  readonly trial: string;
  readonly value: number;
  readonly known: number;
}

const WORKERS = 8;
const SPACE = { x: { type: "float", low: -5, high: 5 } };
/** Killed once so many words of this round were acknowledged, at most. */
const MOST_WORDS = 60;
const PAGE = 1_000;

/** Kills a seed again and again while programs ask and tell, and looks afterwards what of their acknowledged words is there. */
export async function killRounds(rounds: number, random: () => number): Promise<KillReport> {
  const folder = mkdtempSync(join(tmpdir(), "waggle-kill-"));
  try {
    return await killIn(folder, rounds, random);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killIn(folder: string, rounds: number, random: () => number): Promise<KillReport> {
  const given = new Set<number>();
  const acknowledged = new Map<number, number>();
  let doubled = 0;
  let onWord = (): void => {};
  let seed = await startSeedProcess(["--data", folder]);
  const created = await new HttpClient(`${seed.url}/api/v1`).ok<{ study: string; ownerToken: string }>(
    "POST",
    "/studies",
    {
      name: "killed",
      sampler: "random",
    },
  );
  const at = `/studies/${created.study}`;
  /** Asks and tells until the seed is gone; what was not acknowledged is told again in the next round. */
  const work = async (client: HttpClient, untold: { number: number; value: number } | null) => {
    let open = untold;
    try {
      for (;;) {
        if (open === null) {
          const asked = await client.ok<{ number: number; params: { x: number }; given: number }>("POST", `${at}/ask`, {
            space: SPACE,
          });
          if (given.has(asked.number)) doubled++;
          given.add(asked.number);
          onWord();
          open = { number: asked.number, value: asked.params.x ** 2 };
        }
        const { number, value } = open;
        await client.ok("POST", `${at}/trials/${number}/tell`, { value });
        if (acknowledged.has(number)) doubled++;
        acknowledged.set(number, value);
        onWord();
        open = null;
      }
    } catch {
      return open;
    }
  };
  let untold: ({ number: number; value: number } | null)[] = Array.from({ length: WORKERS }, () => null);
  for (let round = 0; round < rounds; round++) {
    const client = new HttpClient(`${seed.url}/api/v1`, created.ownerToken);
    const enough = new Promise<void>((resolve) => {
      let left = 1 + Math.floor(random() * MOST_WORDS);
      onWord = () => {
        if (--left === 0) resolve();
      };
    });
    const working = Promise.all(untold.map((open) => work(client, open)));
    // Where every call fails nobody waits for words.
    await Promise.race([enough, working]);
    await seed.kill("SIGKILL");
    untold = await working;
    seed = await startSeedProcess(["--data", folder]);
  }
  const trials = await allTrials(new HttpClient(`${seed.url}/api/v1`, created.ownerToken), at);
  await seed.kill("SIGTERM");
  const values = new Map(trials.map(({ number, value }) => [number, value]));
  const lost = [...acknowledged].filter(([number, value]) => values.get(number) !== value).length;
  doubled += trials.length - values.size + trials.length - new Set(trials.map(({ trial }) => trial)).size;
  doubled += trials.filter(({ place }, i) => place !== i + 1).length;
  return { rounds, acknowledged: acknowledged.size, lost, doubled };
}

async function allTrials(client: HttpClient, at: string): Promise<Trial[]> {
  const all: Trial[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: { trials: Trial[]; next: number | null } = await client.ok(
      "GET",
      `${at}/trials?after=${after}&limit=${PAGE}`,
    );
    all.push(...page.trials);
    after = page.next;
  }
  return all;
}

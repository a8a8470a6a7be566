import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GenerationRow } from "../../agent/generations/generations-page.ts";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import type { TerminalPeer } from "../host/terminal-peer.ts";
import { bestLine, summaryJson } from "../show/best-line.ts";
import { Screen } from "../show/screen.ts";
import { statusText } from "../show/status-text.ts";
import { Failure } from "../words/misuse.ts";
import { plainJson, plainText } from "../words/plain-text.ts";
import type { Crew } from "../workers/crew.ts";
import { say } from "./participate.ts";
import { EXIT, type World } from "./world.ts";

export interface BreedingSetting {
  readonly peer: TerminalPeer;
  readonly crew: Crew;
  readonly ids: readonly string[];
  /** Of each study, where its generations go. */
  readonly folders: readonly string[];
  readonly world: World;
  readonly json: boolean;
  readonly isSilent: boolean;
}

const LOOK_MS = 200;
/** Workers are asked how they are so often: often enough that a dead one is missed for a moment only. */
const CREW_MS = 5_000;
const SHOW_MS = 500;

/** Generations as they close: each becomes a file, and a line for whoever looks on. */
export class Breeding {
  readonly #setting: BreedingSetting;
  readonly #snapshots = new Map<string, AgentSnapshot>();
  readonly #told = new Map<string, number>();
  readonly #screen: Screen;
  #failed = 0;
  #crewMs = performance.now();
  #shownMs = Number.NEGATIVE_INFINITY;

  constructor(setting: BreedingSetting) {
    this.#setting = setting;
    this.#screen = new Screen(setting.world.out);
  }

  /** Until every study has bred what it was to, or the person interrupts. Gives the exit code. */
  async untilOver(allowFailures: boolean): Promise<number> {
    const { peer, ids, world, crew } = this.#setting;
    for (const id of ids) await peer.engine.watch(id, (now) => void this.#snapshots.set(id, now));
    while (!world.interrupted.aborted) {
      const left = await Promise.all(ids.map((id, i) => this.#takeIn(id, i)));
      this.#show();
      if (left.every((isOver) => isOver)) return this.#end(allowFailures);
      if (performance.now() - this.#crewMs >= CREW_MS) {
        const faults = await crew.look();
        if (faults.length === crew.names.length) throw new Failure(plainText(faults[0] ?? "The workers failed.", 500));
        this.#crewMs = performance.now();
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    this.#last();
    return EXIT.interrupted;
  }

  /** Writes what has closed since. Gives whether this study is over. */
  async #takeIn(id: string, i: number): Promise<boolean> {
    const summary = this.#snapshots.get(id)?.generations ?? null;
    if (summary === null) return false;
    const { peer, folders } = this.#setting;
    const from = this.#told.get(id) ?? 0;
    if (summary.closed > from) {
      const page = await peer.engine.generations(id, { since: null });
      for (let generation = from; generation < summary.closed; generation++) {
        await this.#write(id, folders[i] ?? "", generation);
        const row = page?.rows.find((each) => each.generation === generation);
        if (row !== undefined) this.#tell(row, i, summary.planned);
        this.#told.set(id, generation + 1);
      }
    }
    return summary.planned !== null && summary.closed >= summary.planned;
  }

  async #write(id: string, folder: string, generation: number): Promise<void> {
    const path = join(folder, `${generation}.npz`);
    if (existsSync(path)) return;
    const bytes = await this.#setting.peer.engine.generationFile(id, generation);
    // Whole or not at all.
    writeFileSync(`${path}.part`, bytes);
    renameSync(`${path}.part`, path);
  }

  #tell(row: GenerationRow, i: number, planned: number | null): void {
    const { world, isSilent, ids } = this.#setting;
    this.#failed += row.failed;
    if (isSilent || world.out.isTTY === true) return;
    const { generation, value, episodes, evaluations, scores } = row;
    const which = ids.length === 1 ? "" : `experiment ${i}, `;
    const mean = `${value ?? "none"}${episodes > 1 ? ` (mean of ${episodes} episodes)` : ""}`;
    const of = planned === null ? "" : ` (${generation + 1} of ${planned})`;
    world.out.write(
      `${which}generation ${generation}${of}: champion ${mean}, best score ${scores[0] ?? "none"}, ${evaluations} evaluations, ${row.failed} failed\n`,
    );
  }

  #show(): void {
    const { world, isSilent } = this.#setting;
    const nowMs = performance.now();
    if (isSilent || world.out.isTTY !== true || nowMs - this.#shownMs < SHOW_MS) return;
    this.#shownMs = nowMs;
    this.#screen.show([...this.#snapshots.values()].map((snapshot) => statusText(snapshot)).join("\n"));
  }

  #end(allowFailures: boolean): number {
    this.#last();
    if (this.#failed === 0 || allowFailures) return EXIT.ok;
    say(this.#setting.world, `${this.#failed} evaluations failed (--allow-failures takes that for well).`);
    return EXIT.failed;
  }

  #last(): void {
    const { world, json, ids, folders, crew } = this.#setting;
    this.#screen.leave();
    const last = ids.flatMap((id) => this.#snapshots.get(id) ?? []);
    if (!json) for (const snapshot of last) world.out.write(`${bestLine(snapshot)}\n`);
    else {
      const studies = last.map((snapshot, i) =>
        Object.assign(summaryJson(snapshot, null), {
          generations: snapshot.generations?.closed ?? 0,
          out: folders[i],
        }),
      );
      world.out.write(`${plainJson({ studies, workers: crew.names })}\n`);
    }
  }
}

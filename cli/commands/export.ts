import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { type ExportFormat, exportStudy } from "../../worker/export/export-study.ts";
import { toStudyLink } from "../words/address.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { plainLines } from "../words/plain-text.ts";
import { say } from "./participate.ts";
import { following, until } from "./watch.ts";
import { EXIT, type World } from "./world.ts";

export interface ExportFlags {
  readonly output: string;
  readonly format?: ExportFormat;
  readonly force?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

/** By then neighbours have said how many trials there are. */
const COUNTED_MS = 3_000;
/** Nothing came for so long: what is missing is on its way no more. */
const STILL_MS = 10_000;
/** Handed to the file at once. */
const PIECE_CHARACTERS = 1 << 16;
const ENDINGS: Readonly<Record<string, ExportFormat>> = {
  csv: "csv",
  jsonl: "jsonl",
  log: "journal",
  journal: "journal",
};

/** `waggle export LINK -o FILE`: the trials of a study, as many as this machine can hold of them, for other tools. */
export async function exportTrials(linkText: string, flags: ExportFlags, world: World): Promise<number> {
  const { studyId } = toStudyLink(linkText);
  const format = flags.format ?? ENDINGS[/\.([a-z]+)$/.exec(flags.output)?.[1] ?? ""];
  if (format === undefined)
    throw new Misuse("The file's name does not say its format: end it in .log, .csv or .jsonl, or give --format.");
  if (flags.output !== "-" && flags.force !== true && existsSync(flags.output))
    throw new Misuse(`${flags.output} is there already: choose another name, or give --force.`);
  return following(linkText, {}, world, async (latest, { engine }) => {
    const arrival = new Arrival();
    await until(world, (flags.timeout ?? 60) * 1_000, () => arrival.isOver(latest(), performance.now()));
    if (world.interrupted.aborted) return EXIT.interrupted;
    const exported = engine.exported(studyId);
    if (exported.held === 0)
      throw new Failure("Nobody who works on this study was reached: open it somewhere, then export it again.");
    const pieces = exportStudy(exported, format);
    if (flags.output === "-")
      for (const piece of pieces) world.out.write(world.out.isTTY === true ? plainLines(piece) : piece);
    else writeWhole(flags.output, pieces);
    const { held, known } = exported;
    const count = held < known ? `${held} of ${known} trials, as many as are held here` : `${held} trials`;
    say(world, flags.output === "-" ? `Wrote ${count}.` : `Wrote ${count} to ${flags.output}.`);
    return EXIT.ok;
  });
}

/** Whether the trials that there were when this peer came are here; a study that goes on has new ones at every moment. */
class Arrival {
  #held = 0;
  #heldSinceMs = 0;
  #firstMs: number | null = null;
  #wanted: number | null = null;

  isOver(now: AgentSnapshot | null, nowMs: number): boolean {
    if (now === null || now.heldCount === 0) return false;
    this.#firstMs ??= nowMs;
    if (now.heldCount !== this.#held) [this.#held, this.#heldSinceMs] = [now.heldCount, nowMs];
    if (nowMs - this.#firstMs < COUNTED_MS) return false;
    this.#wanted ??= now.trialCount;
    return now.heldCount >= this.#wanted || nowMs - this.#heldSinceMs > STILL_MS;
  }
}

/** The file is there when all of it is written, and not before. */
function writeWhole(path: string, pieces: Iterable<string>): void {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    const file = openSync(part, "wx", 0o644);
    try {
      let piece = "";
      for (const text of pieces) {
        piece += text;
        if (piece.length < PIECE_CHARACTERS) continue;
        writeFileSync(file, piece);
        piece = "";
      }
      writeFileSync(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(`${path} could not be written (${why}): choose another place.`, { cause: error });
  }
}

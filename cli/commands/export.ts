import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import type { StudyInPieces } from "../../formats/portable/portable-study.ts";
import { EXPORT_FORMATS, exportStudy, portableOf } from "../../worker/export/export-study.ts";
import { writeDatabase } from "../host/optuna-database.ts";
import { checkFree, writeWhole } from "../host/whole-file.ts";
import { toStudyLink } from "../words/address.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { plainLines } from "../words/plain-text.ts";
import { say } from "./participate.ts";
import { following, until } from "./watch.ts";
import { EXIT, type World } from "./world.ts";

/** What a shell writes: a database, too. */
export const FILE_FORMATS = [...EXPORT_FORMATS, "sqlite"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ExportFlags {
  readonly output: string;
  readonly format?: FileFormat;
  readonly force?: boolean;
  /** Seconds. */
  readonly timeout?: number;
}

/** By then neighbours have said how many trials there are. */
const COUNTED_MS = 3_000;
/** Nothing came for so long: what is missing is on its way no more. */
const STILL_MS = 10_000;
const ENDINGS: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  jsonl: "jsonl",
  log: "journal",
  journal: "journal",
  db: "sqlite",
  sqlite: "sqlite",
  sqlite3: "sqlite",
};

/** `waggle export LINK -o FILE`: the trials of a study, as many as this machine can hold of them, for other tools. */
export async function exportTrials(linkText: string, flags: ExportFlags, world: World): Promise<number> {
  const { studyId } = toStudyLink(linkText);
  const format = formatOf(flags);
  checkFree(flags.output, flags.force);
  return following(linkText, {}, world, async (latest, { engine }) => {
    const arrival = new Arrival();
    await until(world, (flags.timeout ?? 60) * 1_000, () => arrival.isOver(latest(), performance.now()));
    if (world.interrupted.aborted) return EXIT.interrupted;
    const exported = engine.exported(studyId);
    if (exported.held === 0)
      throw new Failure("Nobody who works on this study was reached: open it somewhere, then export it again.");
    writeStudy(flags.output, portableOf(exported), format, world);
    const { held, known } = exported;
    const count = held < known ? `${held} of ${known} trials, as many as are held here` : `${held} trials`;
    say(world, flags.output === "-" ? `Wrote ${count}.` : `Wrote ${count} to ${flags.output}.`);
    return EXIT.ok;
  });
}

/** As the flags say, else as the file's name ends. */
export function formatOf({ format, output }: Pick<ExportFlags, "format" | "output">): FileFormat {
  const found = format ?? ENDINGS[/\.([a-z0-9]+)$/.exec(output)?.[1] ?? ""];
  if (found === "sqlite" && output === "-") throw new Misuse("A database is a file: give -o a name in place of -.");
  if (found !== undefined) return found;
  throw new Misuse("The file's name does not say its format: end it in .log, .db, .csv or .jsonl, or give --format.");
}

/** The study as a file of this format, whole or not at all, or onto the screen where it is `-`. */
export function writeStudy(output: string, study: StudyInPieces, format: FileFormat, world: World): void {
  if (format === "sqlite") writeDatabase(output, [study]);
  else writeOut(output, exportStudy(study, format), world);
}

/** Into the file, whole or not at all, or onto the screen where it is `-`. */
export function writeOut(output: string, pieces: Iterable<string>, { out }: Pick<World, "out">): void {
  if (output !== "-") writeWhole(output, pieces);
  else for (const piece of pieces) out.write(out.isTTY === true ? plainLines(piece) : piece);
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

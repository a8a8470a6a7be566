import { readFileSync, statSync } from "node:fs";
import { Misuse } from "../words/misuse.ts";
import { plainText } from "../words/plain-text.ts";
import { systemReason } from "../words/system-reason.ts";

export interface OwnFile {
  /** What to name in its place, as "the objective's own file". */
  readonly wanted: string;
  /** What is that long at most, as "an objective has". */
  readonly kind: string;
  readonly mostBytes: number;
}

/** The text of a file that the person named; whatever is wrong with it is one sentence. */
export function readOwnFile(path: string, { wanted, kind, mostBytes }: OwnFile): string {
  const shown = plainText(path);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw new Misuse(`There is no file ${shown}: check its name, or go to its folder first.`);
    if (!found.isFile()) throw new Misuse(`${shown} is no file: name ${wanted}.`);
    if (found.size > mostBytes) throw new Misuse(`${shown} is too long: ${kind} at most ${mostBytes} bytes.`);
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`${shown} cannot be read (${systemReason(error)}): name ${wanted}.`);
  }
}

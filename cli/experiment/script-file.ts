import { existsSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { type ObjectiveFile, readObjective } from "../host/objective-file.ts";
import { plainText } from "../words/plain-text.ts";
import { Misuse } from "../words/misuse.ts";

export interface Script {
  readonly file: ObjectiveFile;
  /** What the person may not expect; null: nothing. */
  readonly note: string | null;
}

const ENDINGS = [".js", ".mjs", ".ts", ".mts"] as const;

/**
 * The script that an experiment file names: where it says, seen from here or from the file, or beside the file. One in
 * JavaScript or TypeScript of the same stem stands in for one in Python.
 */
export function findScript(path: string, experimentFile: string | null): Script {
  const stem = path.slice(0, path.length - extname(path).length);
  const own = ENDINGS.some((ending) => ending === extname(path).toLowerCase());
  const names = own ? [path] : ENDINGS.map((ending) => `${stem}${ending}`);
  const folder = experimentFile === null ? "." : dirname(resolve(experimentFile));
  const places = names.flatMap((name) => [name, resolve(folder, name), join(folder, basename(slashed(name)))]);
  const found = places.find((place) => existsSync(place));
  const shown = plainText(path);
  if (found === undefined)
    throw new Misuse(
      own
        ? `There is no script ${shown}: put it where script_file_path says, or beside the file.`
        : `There is no JavaScript for ${shown}: Python does not run here yet, so put ${plainText(basename(stem))}.js or .ts beside the file, with train(config, reporter).`,
    );
  return { file: readObjective(found), note: own ? null : `${plainText(found)} stands in for ${shown}.` };
}

const slashed = (path: string): string => path.replaceAll("\\", "/");

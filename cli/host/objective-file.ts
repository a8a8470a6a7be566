import { readFileSync, statSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MAX_SPEC_BYTES } from "../../study/spec/spec-limits.ts";
import { Misuse } from "../words/misuse.ts";

export interface ObjectiveFile {
  readonly url: URL;
  /** As the file is called, without its ending. */
  readonly name: string;
  readonly language: "javascript" | "typescript";
  readonly source: string;
}

const LANGUAGES: Readonly<Record<string, ObjectiveFile["language"]>> = {
  ".js": "javascript",
  ".mjs": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
};

/** A person's own objective; a mistake is one sentence. */
export function readObjective(path: string): ObjectiveFile {
  const language = LANGUAGES[extname(path).toLowerCase()];
  if (language === undefined) throw new Misuse(wrongKind(path));
  const absolute = resolve(path);
  const size = statSync(absolute, { throwIfNoEntry: false });
  if (size === undefined) throw new Misuse(`There is no file ${path}: check its name, or go to its folder first.`);
  if (!size.isFile()) throw new Misuse(`${path} is no file: name the objective's own file.`);
  if (size.size > MAX_SPEC_BYTES)
    throw new Misuse(`${path} is too long: an objective has at most ${MAX_SPEC_BYTES} bytes.`);
  return {
    url: pathToFileURL(absolute),
    name: basename(path, extname(path)).slice(0, 80),
    language,
    source: readFileSync(absolute, "utf8"),
  };
}

function wrongKind(path: string): string {
  const isPython = extname(path).toLowerCase() === ".py";
  const why = isPython ? "is Python, which does not run here" : "is neither JavaScript nor TypeScript";
  return `${path} ${why}: give a .js or .ts file with a function that takes a trial and returns a number.`;
}

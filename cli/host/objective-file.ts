import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MAX_SPEC_BYTES } from "../../study/spec/spec-limits.ts";
import { pythonStudyText } from "../python/python-study.ts";
import { Misuse } from "../words/misuse.ts";
import { readOwnFile } from "./own-file.ts";

export interface ObjectiveFile {
  readonly url: URL;
  /** As the file is called, without its ending. */
  readonly name: string;
  readonly language: "javascript" | "typescript";
  readonly source: string;
  /** Where it is Python, the function's name; its source is then what stands for it in a study. */
  readonly python: string | null;
}

const LANGUAGES: Readonly<Record<string, ObjectiveFile["language"]>> = {
  ".js": "javascript",
  ".mjs": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
};

/** A person's own objective in JavaScript or TypeScript; a mistake is one sentence. */
export function readObjective(path: string): ObjectiveFile {
  const language = LANGUAGES[endingOf(path)];
  if (language === undefined) throw new Misuse(wrongKind(path, "a .js or .ts"));
  return { ...placeOf(path), language, source: textOf(path), python: null };
}

/** The same, or in Python, where its function is `objective` unless `entrypoint` says otherwise. */
export function readAnyObjective(path: string, entrypoint: string | undefined): ObjectiveFile {
  if (endingOf(path) !== ".py") {
    if (LANGUAGES[endingOf(path)] === undefined) throw new Misuse(wrongKind(path, "a .js, .ts or .py"));
    if (entrypoint !== undefined)
      throw new Misuse("--entrypoint is for Python: what a JavaScript file exports by default is its objective.");
    return readObjective(path);
  }
  const source = pythonStudyText(basename(path), textOf(path), entrypoint);
  return { ...placeOf(path), language: "javascript", source, python: entrypoint ?? "objective" };
}

const endingOf = (path: string): string => extname(path).toLowerCase();

const placeOf = (path: string): Pick<ObjectiveFile, "url" | "name"> => ({
  url: pathToFileURL(resolve(path)),
  name: basename(path, extname(path)).slice(0, 80),
});

const textOf = (path: string): string =>
  readOwnFile(path, { wanted: "the objective's own file", kind: "an objective has", mostBytes: MAX_SPEC_BYTES });

function wrongKind(path: string, kinds: string): string {
  const why = endingOf(path) === ".py" ? "is Python, which does not run here" : "is neither JavaScript nor TypeScript";
  return `${path} ${why}: give ${kinds} file with a function that takes a trial and returns a number.`;
}

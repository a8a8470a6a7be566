import { basename, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MAX_SPEC_BYTES } from "../../study/spec/spec-limits.ts";
import { Misuse } from "../words/misuse.ts";
import { readOwnFile } from "./own-file.ts";

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
  const source = readOwnFile(path, {
    wanted: "the objective's own file",
    kind: "an objective has",
    mostBytes: MAX_SPEC_BYTES,
  });
  return {
    url: pathToFileURL(resolve(path)),
    name: basename(path, extname(path)).slice(0, 80),
    language,
    source,
  };
}

function wrongKind(path: string): string {
  const isPython = extname(path).toLowerCase() === ".py";
  const why = isPython ? "is Python, which does not run here" : "is neither JavaScript nor TypeScript";
  return `${path} ${why}: give a .js or .ts file with a function that takes a trial and returns a number.`;
}

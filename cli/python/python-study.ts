import { MAX_SPEC_BYTES } from "../../study/spec/spec-limits.ts";
import { Misuse } from "../words/misuse.ts";

const FIRST_LINE =
  "// An objective in Python: it runs where somebody starts waggle run with its file, and nowhere else.\n";

/**
 * What a study of a Python file has for its text: whoever has the same file finds the study by it. Where JavaScript runs it does not
 * even load, and says why, so that no tab fails a trial by it.
 */
export function pythonStudyText(name: string, python: string, entrypoint: string | undefined): string {
  const sentence = `This study's objective is Python: start waggle run ${name} with the same file, and --seedaddress of its seed.`;
  const text = [
    FIRST_LINE,
    `throw new Error(${JSON.stringify(sentence)});\n`,
    "export default () => undefined;\n",
    `export const entrypoint = ${JSON.stringify(entrypoint ?? "objective")};\n`,
    `export const python = ${JSON.stringify(python)};\n`,
  ].join("");
  if (Buffer.byteLength(text) > MAX_SPEC_BYTES)
    throw new Misuse(`${name} is too long for a study: put what it needs into modules beside it.`);
  return text;
}

export const isPythonStudy = (source: string): boolean => source.startsWith(FIRST_LINE);

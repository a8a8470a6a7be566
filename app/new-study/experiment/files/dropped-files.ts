import { MAX_SOURCE_BYTES } from "../../../../study/spec/spec-limits.ts";
import { EXPERIMENT_ENDINGS, endsIn, SCRIPT_ENDINGS, stemOf } from "./file-names.ts";

/** 1 MB: nobody writes a longer one by hand. */
const MAX_EXPERIMENT_BYTES = 1_000_000;
/** What one study can use, several times over. */
const MAX_FILES = 20;
/** Names in messages: a line. */
const MAX_SHOWN = 60;

export interface DroppedText {
  readonly name: string;
  /** With "\n" as its line ends. */
  readonly text: string;
}

/** What was dropped, sorted; `refused` holds a sentence for each file that is of no use. */
export interface Dropped {
  readonly experiments: readonly DroppedText[];
  readonly scripts: readonly DroppedText[];
  readonly refused: readonly string[];
}

type OneRead = DroppedText | { readonly refused: string };

/** Reads what was dropped. Never rejects: what cannot be read is refused in words. */
export async function readDropped(files: readonly Pick<File, "name" | "size" | "arrayBuffer">[]): Promise<Dropped> {
  const read = await Promise.all(files.slice(0, MAX_FILES).map(readOne));
  const texts = read.filter((each) => "text" in each);
  const refused = read.flatMap((each) => ("refused" in each ? [each.refused] : []));
  return {
    experiments: texts.filter(({ name }) => endsIn(name, EXPERIMENT_ENDINGS)),
    scripts: texts.filter(({ name }) => endsIn(name, SCRIPT_ENDINGS)),
    refused:
      files.length > MAX_FILES
        ? [...refused, `These are ${files.length} files, of which ${MAX_FILES} were looked at. Drop fewer.`]
        : refused,
  };
}

async function readOne(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<OneRead> {
  const fault = kindFault(file.name) ?? sizeFault(file);
  if (fault !== null) return { refused: fault };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return { name: file.name, text: text.replaceAll(/\r\n?/g, "\n") };
  } catch (error) {
    return {
      refused:
        error instanceof TypeError
          ? `${shown(file.name)} is not text in UTF-8. Save it as UTF-8, then drop it again.`
          : `${shown(file.name)} cannot be read: a folder, or a file that has gone or is locked. Drop the file itself again.`,
    };
  }
}

function kindFault(name: string): string | null {
  if (endsIn(name, EXPERIMENT_ENDINGS) || endsIn(name, SCRIPT_ENDINGS)) return null;
  if (endsIn(name, [".py", ".ipynb"])) {
    const stem = shown(stemOf(name));
    return `${shown(name)} is Python, and objectives in Python do not run yet. Write it in JavaScript and drop ${stem}.js or ${stem}.ts.`;
  }
  return `${shown(name)} is no kind of file that a study is made of. Drop an experiment (.yaml, .yml, .json) or a script (.js, .mjs, .ts).`;
}

function sizeFault({ name, size }: Pick<File, "name" | "size">): string | null {
  const isScript = endsIn(name, SCRIPT_ENDINGS);
  const [what, most] = isScript ? ["a script", MAX_SOURCE_BYTES] : ["an experiment file", MAX_EXPERIMENT_BYTES];
  if (size <= most) return null;
  return `${shown(name)} has ${sizeWords(size)}, and ${what} has at most ${sizeWords(most)}. Leave data out of it.`;
}

const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 100_000) / 10} MB`;

const shown = (name: string): string => (name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name);

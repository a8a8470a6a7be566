import { type ExperimentForm, MAX_SHELVED, NO_EXPERIMENT, type ShelvedScript } from "../experiment-form.ts";
import type { Dropped, DroppedText } from "./dropped-files.ts";
import { baseName, endsIn, stemOf } from "./file-names.ts";

/** The part of the form that files change. */
export interface FilesForm extends ExperimentForm {
  readonly source: string;
  readonly language: "auto" | "javascript" | "typescript";
}

export interface Taken {
  readonly change: Partial<FilesForm>;
  /** What was not taken, and why: a sentence each. */
  readonly refused: readonly string[];
}

/** What an editor's text is called that came from no file. */
export const UNNAMED = "objective.js";

/** What dropping these files changes in the form. Nothing else changes, and nothing is published by it. */
export function takeFiles(form: FilesForm, { experiments, scripts, refused }: Dropped): Taken {
  if (experiments.length === 0) return withScripts(form, scripts, form.experiment, refused);
  const asked = experiments.filter(({ text }) => scripts.some(({ name }) => asksFor(text, name)));
  const [only] = experiments.length === 1 ? experiments : asked.length === 1 ? asked : [];
  if (only === undefined) {
    const names = experiments.map(({ name }) => name).join(", ");
    return {
      change: {},
      refused: [
        ...refused,
        `A study is made of one experiment file, and these are several: ${names}. Drop one of them.`,
      ],
    };
  }
  const others = experiments.filter((each) => each !== only).map(({ name }) => name);
  const left =
    others.length === 0 ? [] : [`${only.name} was taken, because its script is here; left were ${others.join(", ")}.`];
  const { change, refused: unused } = withScripts(form, scripts, only.text, [...refused, ...left]);
  // What stands in the editor from before is not what this file asks for, unless it came under that name.
  const isOlder = change.source === undefined && form.source.trim() !== "" && form.scriptFile === null;
  return {
    change: {
      ...NO_EXPERIMENT,
      shelf: form.shelf,
      filled: form.filled,
      scriptFile: isOlder ? UNNAMED : form.scriptFile,
      ...change,
      experiment: only.text,
      experimentFile: only.name,
    },
    refused: unused,
  };
}

function withScripts(
  form: FilesForm,
  scripts: readonly DroppedText[],
  experiment: string | null,
  refused: readonly string[],
): Taken {
  const [first] = scripts;
  if (first === undefined) return { change: {}, refused };
  const asked = experiment === null ? undefined : scripts.find(({ name }) => asksFor(experiment, name));
  const taken = asked ?? (scripts.length === 1 ? first : undefined);
  if (taken === undefined) {
    const names = scripts.map(({ name }) => name).join(", ");
    const why = experiment === null ? "no experiment file says which" : "the experiment file asks for none of them";
    return { change: {}, refused: [...refused, `These are several scripts, and ${why}: ${names}. Drop one of them.`] };
  }
  const others = scripts.filter((each) => each !== taken).map(({ name, text }) => ({ name, source: text }));
  return {
    change: { ...inEditor({ name: taken.name, source: taken.text }), shelf: shelved(form.shelf, others) },
    refused,
  };
}

const inEditor = ({ name, source }: ShelvedScript): Pick<FilesForm, "source" | "scriptFile" | "language"> => ({
  source,
  scriptFile: name,
  language: endsIn(name, [".ts"]) ? "typescript" : "auto",
});

/** The later of two of one name, and the last ones where they are too many. */
const shelved = (before: readonly ShelvedScript[], added: readonly ShelvedScript[]): readonly ShelvedScript[] =>
  [...before.filter(({ name }) => !added.some((each) => each.name === name)), ...added].slice(-MAX_SHELVED);

/** Whether the text of an experiment file names a script that `name` may stand for. */
const asksFor = (text: string, name: string): boolean =>
  [...text.matchAll(/script_file_path["']?\s*:\s*["']?([^"',}\n#]+)/g)].some(
    ([, path = ""]) => stemOf(path.trim()) === stemOf(name),
  );

/** What choosing another experiment of the file changes: where its script lies on the shelf, it comes into the editor. */
export function chooseExperiment(form: FilesForm, chosen: string, scriptPath: string | null): Partial<FilesForm> {
  const stem = scriptPath === null ? null : stemOf(scriptPath);
  const isThere = stem === null || (form.scriptFile !== null && stemOf(form.scriptFile) === stem);
  const wanted = isThere ? undefined : form.shelf.find(({ name }) => stemOf(name) === stem);
  if (wanted === undefined) return { chosen };
  const back = form.scriptFile === null ? [] : [{ name: form.scriptFile, source: form.source }];
  const shelf = shelved(
    form.shelf.filter((each) => each !== wanted),
    back,
  );
  return { chosen, ...inEditor(wanted), shelf };
}

/** "tune.js is taken for tune.py"; null where nothing needs to be said. */
export function standsForWords(scriptPath: string | null, scriptFile: string | null): string | null {
  if (scriptPath === null || !endsIn(scriptPath, [".py"])) return null;
  const script = scriptFile ?? "the script in the editor";
  return `Objectives in Python do not run yet: ${script} is taken for ${baseName(scriptPath)}.`;
}

/** What is wrong where the editor does not hold the script that the file asks for; null where it does. */
export function missingScript(
  scriptPath: string | null,
  { source, scriptFile }: Pick<FilesForm, "source" | "scriptFile">,
): string | null {
  if (scriptPath === null) return null;
  const isBlank = source.trim() === "";
  const stem = stemOf(scriptPath);
  if (!isBlank && (scriptFile === null || stemOf(scriptFile) === stem)) return null;
  const python = endsIn(scriptPath, [".py"]) ? "Objectives in Python do not run yet: drop" : "Drop";
  const held = isBlank ? "" : ` The editor holds ${scriptFile ?? UNNAMED}.`;
  return `The script ${scriptPath} is missing.${held} ${python} ${stem}.js or ${stem}.ts here, or write it in the editor.`;
}

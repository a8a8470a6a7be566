// What is said beside a file of experiments, on a command line, in the place of what stands in it.
import type { Findings } from "./findings.ts";
import type { Place } from "./place.ts";
import type { Tree, TreeEntry, TreeMap } from "./yaml/tree.ts";
import { yamlTree } from "./yaml/yaml-tree.ts";

/** Where a mistake is that stands in no line of the file. */
export const BESIDE_THE_FILE: Place = { line: 0, column: 0 };

/** `run` is the later name of `alg`, `repeat` another way to say how many. */
const SAME_IDEA: ReadonlyMap<string, readonly string[]> = new Map([
  ["alg", ["run"]],
  ["num_trials", ["repeat"]],
]);
/** Said by its parts: of these the ones that are not said stay. */
const BY_PARTS = "config";

/** The entries of a map in YAML or JSON, all at `BESIDE_THE_FILE`; none of no text. */
export function saidInstead(text: string, findings: Findings): readonly TreeEntry[] {
  const tree = text === "" ? null : yamlTree(text, findings);
  if (tree === null) return [];
  const beside = moved(tree);
  if (beside.kind === "map") return beside.entries;
  findings.mistake(BESIDE_THE_FILE, "What is said beside a file is a map of the keys of an experiment.");
  return [];
}

/** The experiment with what is said instead; what is no experiment stays as it is. */
export function overlaid(experiment: TreeEntry, said: readonly TreeEntry[]): TreeEntry {
  const { value } = experiment;
  return value.kind === "map" && said.length > 0 ? { ...experiment, value: together(value, said) } : experiment;
}

function together(map: TreeMap, said: readonly TreeEntry[]): TreeMap {
  const gone = new Set(said.flatMap(({ key }) => [key, ...(SAME_IDEA.get(key) ?? [])]));
  const added = said.map((entry) => {
    const before = map.entries.find(({ key }) => key === entry.key)?.value;
    const isJoined = entry.key === BY_PARTS && before?.kind === "map" && entry.value.kind === "map";
    return isJoined ? { ...entry, value: together(before, entry.value.entries) } : entry;
  });
  return { ...map, entries: [...map.entries.filter(({ key }) => !gone.has(key)), ...added] };
}

function moved(tree: Tree): Tree {
  switch (tree.kind) {
    case "scalar":
      return { ...tree, ...BESIDE_THE_FILE, textAt: null };
    case "list":
      return { ...tree, ...BESIDE_THE_FILE, items: tree.items.map(moved) };
    case "map": {
      const entries = tree.entries.map(({ key, value }) => ({ key, keyAt: BESIDE_THE_FILE, value: moved(value) }));
      return { ...tree, ...BESIDE_THE_FILE, entries };
    }
  }
}

// What NumPy makes of our archives: the examples of docs/settings-file.md, run by a real Python.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bredSpec, breeders, closedOf, objectivesOf, soon } from "../agent/testing/breeding.ts";
import { cheapSignatures } from "../agent/testing/cheap-signatures.ts";
import { TestSwarm } from "../agent/testing/test-swarm.ts";
import { generationFileName, writeGeneration } from "../formats/npz/write-generation.ts";
import { findPython } from "../scripts/python.mjs";

const python = findPython();
if (python === null)
  console.warn(
    "NOT RUN: what NumPy makes of our archives. Set WAGGLE_PYTHON to a Python that has NumPy, or run `npm test`, which installs one.",
  );

const document = readFileSync(join(import.meta.dirname, "..", "docs", "settings-file.md"), "utf8");
const EXAMPLES = [...document.matchAll(/^```python\n([\s\S]*?)^```/gm)].map(([, code]) => code ?? "");

const folder = mkdtempSync(join(tmpdir(), "waggle-npz-"));
afterAll(() => rmSync(folder, { recursive: true }));

const survivors = [
  { genome: [7, 4294967295], score: 200.5 },
  { genome: [9], score: Number.NaN },
  { genome: [7, 1, 2147483648], score: -2 },
];

/** What Python prints, each warning an error. */
function printed(code: string): string {
  const { status, stdout, stderr } = spawnSync(python ?? "", ["-W", "error", "-c", code], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

describe.skipIf(python === null)("NumPy", () => {
  const closed = { generation: 12, survivors, championMean: 180.25 };
  writeFileSync(join(folder, generationFileName(closed)), writeGeneration(closed));

  test("opens a generation as the document shows, with pickles and without", () => {
    expect(EXAMPLES.map(printed)).toEqual([
      "200.5\n[7, 4294967295]\n",
      "12 [nan, -2.0, 200.5] 180.25\n[[9], [7, 1, 2147483648], [7, 4294967295]]\n",
    ]);
  });

  test("finds the types that the document names, and both names for the genomes", () => {
    const shown = `
import numpy as np
d = np.load("12.npz", allow_pickle=True)
print(sorted((name, str(d[name].dtype), d[name].shape) for name in d))
print([type(genome).__name__ for genome in d["genomes"]], d["genomes"].tolist() == d["genes"].tolist())
`;
    const rows = [
      "('champion', 'int64', ())",
      "('champion_mean', 'float64', ())",
      "('generation', 'int64', ())",
      "('genes', 'object', (3,))",
      "('genome_offsets', 'int64', (4,))",
      "('genome_seeds', 'uint32', (6,))",
      "('genomes', 'object', (3,))",
      "('scores', 'float64', (3,))",
    ];
    expect(printed(shown)).toBe(`[${rows.join(", ")}]\n['list', 'list', 'list'] True\n`);
  });

  test("refuses the lists, and nothing else, to who opens no pickles", () => {
    const shown = `
import numpy as np
d = np.load("12.npz")
def opens(name):
    try:
        return d[name] is not None
    except ValueError:
        return False
print(sorted(name for name in d if not opens(name)))
`;
    expect(printed(shown)).toBe("['genes', 'genomes']\n");
  });

  test("finds in a generation that a tab has bred its genomes, their scores and the champion's mean", async () => {
    const swarm = new TestSwarm(1, cheapSignatures);
    const [tab] = await breeders(swarm, bredSpec(3), objectivesOf(1, 20));
    if (tab === undefined) throw new Error("A swarm has its first tab.");
    await soon(swarm, () => closedOf(tab) === 3, 60_000);
    const genomes = tab.agent.genomesOf(2);
    if (genomes === null) throw new Error("Generation 2 has closed.");
    writeFileSync(join(folder, "2.npz"), writeGeneration({ generation: 2, ...genomes }));
    const shown = `
import json, numpy as np
d = np.load("2.npz", allow_pickle=True)
print(json.dumps([d["scores"].tolist(), d["genomes"].tolist(), float(d["champion_mean"])]))
`;
    const survivors = genomes.survivors.toSorted((a, b) => a.score - b.score);
    expect(new Set(survivors.map(({ score }) => score)).size).toBe(10);
    expect(JSON.parse(printed(shown))).toEqual([
      survivors.map(({ score }) => score),
      survivors.map(({ genome }) => genome),
      genomes.championMean,
    ]);
  });

  test("opens a generation without survivors, and the largest of seeds' numbers in many lists", () => {
    writeFileSync(join(folder, "0.npz"), writeGeneration({ generation: 0, survivors: [], championMean: null }));
    expect(printed('import numpy as np\nprint(len(np.load("0.npz", allow_pickle=True)["genes"]))')).toBe("0\n");
    const many = Array.from({ length: 1_500 }, (_, i) => ({ genome: [i, 2 ** 32 - 1 - i, 2 ** (i % 32)], score: i }));
    writeFileSync(join(folder, "1.npz"), writeGeneration({ generation: 1, survivors: many, championMean: null }));
    const shown =
      'import numpy as np\nd = np.load("1.npz", allow_pickle=True)\nprint(sum(map(sum, d["genes"])), d["genome_seeds"].sum())';
    const sum = many.reduce((total, { genome }) => total + genome.reduce((all, seed) => all + seed, 0), 0);
    expect(printed(shown)).toBe(`${sum} ${sum}\n`);
  });
});

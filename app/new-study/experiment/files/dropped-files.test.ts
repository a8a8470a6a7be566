import { expect, it } from "vitest";
import { readDropped } from "./dropped-files.ts";

const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);

it("sorts experiments and scripts by what they are called, with plain line ends", async () => {
  const files = [file("a.YAML", "\ufeffa: 1\r\nb: 2\r"), file("b.json", "{}"), file("c.mjs", "1"), file("d.ts", "2")];
  expect(await readDropped(files)).toEqual({
    experiments: [
      { name: "a.YAML", text: "a: 1\nb: 2\n" },
      { name: "b.json", text: "{}" },
    ],
    scripts: [
      { name: "c.mjs", text: "1" },
      { name: "d.ts", text: "2" },
    ],
    refused: [],
  });
});

it("refuses each file that is of no use in words, and takes the others", async () => {
  const folder = {
    name: "folder.yaml",
    size: 0,
    arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
  };
  const { experiments, scripts, refused } = await readDropped([
    file("tune.py", "import ray"),
    file("photo.png", "x"),
    file("big.yaml", "x".repeat(1_000_001)),
    file("big.js", "x".repeat(256_001)),
    file("latin.yml", new Uint8Array([0x61, 0xe9])),
    folder,
    file("good.yml", "a: 1"),
  ]);
  expect(experiments).toEqual([{ name: "good.yml", text: "a: 1" }]);
  expect(scripts).toEqual([]);
  expect(refused).toEqual([
    "tune.py is Python, and objectives in Python do not run yet. Write it in JavaScript and drop tune.js or tune.ts.",
    "photo.png is no kind of file that a study is made of. Drop an experiment (.yaml, .yml, .json) or a script (.js, .mjs, .ts).",
    "big.yaml has 1 MB, and an experiment file has at most 1 MB. Leave data out of it.",
    "big.js has 256 kB, and a script has at most 256 kB. Leave data out of it.",
    "latin.yml is not text in UTF-8. Save it as UTF-8, then drop it again.",
    "folder.yaml cannot be read: a folder, or a file that has gone or is locked. Drop the file itself again.",
  ]);
});

it("looks at a bounded number of files", async () => {
  const { scripts, refused } = await readDropped(Array.from({ length: 30 }, (_, i) => file(`${i}.js`, "x")));
  expect(scripts).toHaveLength(20);
  expect(refused).toEqual(["These are 30 files, of which 20 were looked at. Drop fewer."]);
});

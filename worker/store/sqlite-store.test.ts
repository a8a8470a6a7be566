import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { evidenceStoreContract } from "../../agent/store/evidence.contract.ts";
import { segmentStoreContract, type StoreUnderTest } from "../../agent/store/segment-store.contract.ts";
import { SqliteStore } from "./sqlite-store.ts";

async function make(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "waggle-store-"));
  const opened: SqliteStore[] = [];
  const open = (): SqliteStore => {
    const store = new SqliteStore(join(folder, "peer.sqlite"), { isOwn: (key) => key.startsWith("own") });
    opened.push(store);
    return store;
  };
  return {
    store: open(),
    reopen: async () => open(),
    close: async () => {
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

segmentStoreContract("a file", make);
evidenceStoreContract("a file", make);

const FILL = `
  const [module, path] = process.argv.slice(1);
  const { SqliteStore } = await import(module);
  const store = new SqliteStore(path, { isOwn: () => true });
  let kept = 0;
  try {
    for (; kept < 1_000; kept++) await store.appendSegments("s", [{ key: "own/" + kept, bytes: new Uint8Array(8_192) }]);
  } catch (error) {
    console.log(JSON.stringify({ why: error.message, kept, there: (await store.loadSegments("s")).length }));
  }
`;

it.skipIf(process.platform === "win32")("says that its disk takes no more, and holds what it took", () => {
  const folder = mkdtempSync(join(tmpdir(), "waggle-full-"));
  try {
    const module = pathToFileURL(join(import.meta.dirname, "sqlite-store.ts")).href;
    const limited = 'ulimit -f 512; exec "$0" --disable-warning=ExperimentalWarning --input-type=module -e "$@"';
    const args = ["-c", limited, process.execPath, FILL, module, join(folder, "peer.sqlite")];
    const { stdout, stderr } = spawnSync("bash", args, { encoding: "utf8" });
    expect(stderr).toBe("");
    const { why, kept, there } = JSON.parse(stdout);
    expect(why).toMatch(/full|I\/O/);
    expect(kept).toBeGreaterThan(0);
    expect(there).toBe(kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

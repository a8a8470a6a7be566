import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

import { MemorySegmentStore } from "./memory-segment-store.ts";
import { segmentStoreContract } from "./segment-store.contract.ts";

segmentStoreContract("the store in memory", async () => {
  const store = new MemorySegmentStore();
  return { store, reopen: async () => store, close: async () => {} };
});

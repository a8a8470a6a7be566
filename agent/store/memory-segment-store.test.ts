import { evidenceStoreContract } from "./evidence.contract.ts";
import { MemorySegmentStore } from "./memory-segment-store.ts";
import { type StoreUnderTest, segmentStoreContract } from "./segment-store.contract.ts";

const inMemory = async (): Promise<StoreUnderTest> => {
  const store = new MemorySegmentStore();
  return { store, reopen: async () => store, close: async () => {} };
};

segmentStoreContract("the store in memory", inMemory);
evidenceStoreContract("the store in memory", inMemory);

import { type Seed, type SeedOptions, startSeed } from "../seed.ts";

/** A seed on a free port of the loopback interface that serves no page and no study unless told to. */
export function startTestSeed(options: Partial<SeedOptions> = {}): Promise<Seed> {
  return startSeed({
    port: 0,
    host: "127.0.0.1",
    publicHosts: [],
    origins: [],
    trustProxy: false,
    pageDirectory: "/no/such/directory",
    demonstration: null,
    ...options,
  });
}

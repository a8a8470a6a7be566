// What it costs to breed generations together: `npm run bench:generations`; see README.md. Virtual time; repeats exactly.
import { breed } from "./generations/bred-swarm.ts";
import { count, readOptions } from "./shared/options.ts";
import { atMost, report, shown } from "./shared/report.ts";

const { values } = readOptions({
  generations: "350",
  population: "1000",
  tabs: "4",
  "trial-ms": "2",
  "heap-from": "50",
});
const tabs = count(values.tabs, "tabs");
const generations = count(values.generations, "generations");
const cost = await breed({
  generations,
  population: count(values.population, "population"),
  tabs,
  trialMs: count(values["trial-ms"], "trial-ms"),
  heapFrom: Math.min(count(values["heap-from"], "heap-from"), generations - 1),
  onProgress: (closed) => process.stderr.write(`\r${closed} of ${generations} generations `),
});
process.stderr.write("\n");

const { evaluations, runs, told, heapBytes, recordBytes, tookMs } = cost;
const MB = 2 ** 20;
report("generations", [
  atMost("bytesPerSlot", (told.batchBytes + told.otherBytes) / evaluations, "B", 40),
  atMost("duplicates", 100 * (runs / evaluations - 1), "%", 10),
  atMost("heapGrowth", (heapBytes[1] - heapBytes[0]) / MB / tabs, "MB a tab", 4),
  atMost("keptBytesPerGeneration", recordBytes / generations, "B", 430),
  shown("slotsPerBatch", evaluations / told.batches, "slots"),
  shown("copiesPerTab", told.copies / told.batches / Math.max(1, tabs - 1), "copies"),
  shown("heapAtEnd", heapBytes[1] / MB, "MB"),
  shown("secondsPerGeneration", tookMs / 1_000 / generations, "s"),
]);

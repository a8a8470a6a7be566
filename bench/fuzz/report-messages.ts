import { atLeast, atMost, report, shown } from "../shared/report.ts";
import { fuzzMessages, MAX_MESSAGE_MS } from "./fuzz-messages.ts";

/** Less would be noise that reaches no core. */
const LEAST_REACHED = 0.2;
const MAX_HEAP_GROWTH_MB = 8;

/** Fuzzes a live core and reports what held. */
export function reportMessages(inputs: number, seed: number): void {
  const started = performance.now();
  const { refused, forged, believed, taken, slow, slowestMs, links, faults, heapFirst, heapLast } = fuzzMessages(
    inputs,
    seed,
  );
  for (const fault of faults) process.stderr.write(`seed ${seed}, ${fault}\n`);
  const share = (name: string, count: number) => shown(name, count / inputs, "of the inputs");
  report("fuzz messages", [
    shown("inputs", inputs, "messages"),
    share("refused", refused),
    share("forged", forged),
    share("taken", taken),
    share("believed", believed),
    atLeast("reached", (forged + taken + believed) / inputs, "of the inputs", LEAST_REACHED),
    shown("links", links, "links"),
    shown("seconds", (performance.now() - started) / 1000, "s"),
    atMost("faults", faults.length, "messages", 0),
    atMost("slow", slow, `messages over ${MAX_MESSAGE_MS} ms`, 0),
    atMost("slowestMs", slowestMs, "ms", MAX_MESSAGE_MS),
    shown("heapFirstTenthMb", heapFirst / 2 ** 20, "MB"),
    atMost("heapGrowthMb", (heapLast - heapFirst) / 2 ** 20, "MB", MAX_HEAP_GROWTH_MB),
  ]);
}

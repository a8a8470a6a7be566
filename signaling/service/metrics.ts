import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "@prometheus-io/client";
import type { Studies } from "./studies.ts";

/** From what a cached answer takes to what nobody waits for. */
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

/** What a seed says of itself to Prometheus: numbers alone, no names of studies, workers or visitors. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls: Counter<"call" | "status">;
  readonly #seconds: Histogram<"call">;

  constructor(studies: Studies, counts: () => Readonly<Record<string, unknown>>) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#calls = new Counter({
      name: "waggle_calls_total",
      help: "Calls of the HTTP API by their place in it",
      labelNames: ["call", "status"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "waggle_call_seconds",
      help: "Until a call is answered, the commit included",
      labelNames: ["call"],
      buckets: SECONDS,
      registers,
    });
    this.#gauge("waggle_http_studies", "Studies that programs ask and tell", () => [...studies.all].length);
    this.#gauge("waggle_http_trials", "Trials of those that have ended", () => {
      let ended = 0;
      for (const { http } of studies.all) ended += http.counts.ended;
      return ended;
    });
    this.#gauge("waggle_http_running", "Trials of those that are given out", () => {
      let running = 0;
      for (const { http } of studies.all) running += http.counts.running;
      return running;
    });
    for (const name of ["clients", "rooms", "relayedPairs", "archivedStudies"])
      this.#gauge(`waggle_${snakeCase(name)}`, `As "${name}" of /health`, () => {
        const value = counts()[name];
        return typeof value === "number" ? value : 0;
      });
  }

  called(call: string, status: number, seconds: number): void {
    this.#calls.inc({ call, status });
    this.#seconds.observe({ call }, seconds);
  }

  async text(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({ name, help, registers: [this.#registry], collect: () => gauge.set(read()) });
  }
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

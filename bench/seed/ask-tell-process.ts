// One program with several workers that ask and tell, in a process of its own: its arguments are a JSON object, and so is what it prints.
import { Agent, request } from "node:http";

export interface ClientTask {
  /** Of the study: `http://localhost:…/api/v1/studies/…`. */
  readonly study: string;
  readonly token: string;
  readonly parameters: number;
  readonly trials: number;
  readonly workers: number;
  /** Trials begun in a second; null: as fast as they are answered. */
  readonly perSecond: number | null;
}

export interface ClientReport {
  /** Of each call, ascending. */
  readonly callMs: readonly number[];
  readonly seconds: number;
}

const task = JSON.parse(process.argv[2] ?? "{}") as ClientTask;
const agent = new Agent({ keepAlive: true, maxSockets: task.workers });
const callMs: number[] = [];
const space = Object.fromEntries(
  Array.from({ length: task.parameters }, (_, i) => [`x${i}`, { type: "float", low: -5, high: 5 }]),
);

function post(path: string, body: unknown): Promise<unknown> {
  const began = performance.now();
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(
      `${task.study}${path}`,
      {
        agent,
        method: "POST",
        headers: {
          authorization: `Bearer ${task.token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
        },
      },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (part: string) => (answer += part));
        response.on("end", () => {
          callMs.push(performance.now() - began);
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(`${response.statusCode} ${answer}`));
        });
      },
    );
    call.on("error", reject);
    call.end(text);
  });
}

let begun = 0;
const startMs = performance.now();
async function work(): Promise<void> {
  while (begun < task.trials) {
    const turn = begun++;
    if (task.perSecond !== null) {
      const waitMs = startMs + (turn * 1_000) / task.perSecond - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    const { number, params } = (await post("/ask", { space })) as { number: number; params: Record<string, number> };
    const value = Object.values(params).reduce((sum, x) => sum + x ** 2, 0);
    await post(`/trials/${number}/tell`, { value });
  }
}
await Promise.all(Array.from({ length: task.workers }, work));
const report: ClientReport = {
  callMs: callMs.toSorted((a, b) => a - b),
  seconds: (performance.now() - startMs) / 1_000,
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));

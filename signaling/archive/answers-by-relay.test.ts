import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSeedProcess } from "../testing/seed-process.ts";
import { offerPayload, openWire } from "../testing/wire-client.ts";

/** What the seed answers with, which may be late: it begins with its archive. */
async function post(url: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  for (;;) {
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.ok) return response.json();
    if (response.status !== 503) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it("the archive, which makes no direct way, calls whoever offers it one by the relay, and not only when it looks for others", async () => {
  const data = mkdtempSync(join(tmpdir(), "waggle-archive-"));
  const seed = await startSeedProcess(["--data", data]);
  try {
    const asked = { name: "shared", direction: "minimize", trials: 10, shared: true };
    const { study } = (await post(`${seed.url}/api/v1/studies`, asked)) as { readonly study: string };
    const waits: { readonly echoMs: number; readonly callMs: number }[] = [];
    for (const id of ["ada", "bob", "cleo", "dan", "eve", "finn", "gil"])
      waits.push(await calledIn(seed.url, study, id));
    // It looks every two to eight seconds.
    const quick = waits.filter(({ echoMs, callMs }) => callMs < 500 + 10 * echoMs);
    expect(quick.length, JSON.stringify(waits)).toBeGreaterThanOrEqual(5);
  } finally {
    await seed.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
});

/** How long the seed takes to send a newcomer's own words back, and the archive to call it once it is offered a direct way. */
async function calledIn(url: string, study: string, id: string) {
  const wire = await openWire(Number(new URL(url).port), { id, token: "secret" });
  try {
    const here = { address: id, token: "secret", summary: { best: null, trials: 0, peers: 1 } };
    const beganMs = performance.now();
    await wire.echo(id);
    const echoMs = performance.now() - beganMs;
    const archive = await archiveOf(url, study, here);
    const offeredMs = performance.now();
    wire.send({ type: "OFFER", dst: archive, payload: offerPayload() });
    for (;;) {
      const { type, src } = await wire.next();
      if (type === "RELAY" && src === archive) return { echoMs, callMs: performance.now() - offeredMs };
    }
  } finally {
    wire.socket.close();
    await wire.closed;
  }
}

/** The only one of the room who stays. */
async function archiveOf(url: string, study: string, here: object): Promise<string> {
  for (;;) {
    const { addresses } = (await post(`${url}/api/rooms/${study}/announce`, here)) as { readonly addresses: string[] };
    const found = addresses.find((address) => address.length === 32);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { openIntroducer } from "./introducer.ts";
import { awaitSeed } from "./seed-client.ts";

it("passes others on to its own seed, by its own name", async ({ onTestFinished }) => {
  const seed = await startTestSeed({ uid: "alice" });
  const seedUrl = `http://127.0.0.1:${seed.port}`;
  const server = await openIntroducer({ bind: { host: "127.0.0.1", port: 0 }, seedUrl, uid: "bob" });
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await seed.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  expect(await awaitSeed(url, () => undefined, 10_000)).toEqual({ uid: "bob" });
  expect((await fetch(`${url}/api/studies`)).status).toBe((await fetch(`${seedUrl}/api/studies`)).status);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?key=peerjs&id=one-two-three&token=t&version=1`);
  const opened = await new Promise((resolve, reject) => {
    socket.once("message", (data: Buffer) => resolve(JSON.parse(data.toString("utf8"))));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("It closed.")));
  });
  socket.close();
  expect(opened).toMatchObject({ type: "OPEN" });
});

it("says that its seed is gone, and goes on listening", async ({ onTestFinished }) => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port: nobody } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const seedUrl = `http://127.0.0.1:${nobody}`;
  const server = await openIntroducer({ bind: { host: "127.0.0.1", port: 0 }, seedUrl, uid: "bob" });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < 2; i++) expect((await fetch(`http://127.0.0.1:${port}/api/info`)).status).toBe(502);
  server.closeAllConnections();
});

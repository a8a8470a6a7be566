import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { demonstrationStudy } from "../../signaling/demonstration-study.ts";
import { openIntroducer } from "./introducer.ts";
import { awaitSeed } from "./seed-client.ts";
import { Upstream } from "./upstream.ts";

const targetOf = (url: string) => ({ host: "127.0.0.1", port: Number(new URL(url).port) });

it("passes others on to its own seed, by its own name", async ({ onTestFinished }) => {
  const seed = await startTestSeed({ uid: "alice" });
  const seedUrl = `http://127.0.0.1:${seed.port}`;
  const server = await openIntroducer({
    bind: { host: "127.0.0.1", port: 0 },
    upstream: { target: targetOf(seedUrl), isMet: true },
    uid: "bob",
  });
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
  const server = await openIntroducer({
    bind: { host: "127.0.0.1", port: 0 },
    upstream: { target: targetOf(seedUrl), isMet: true },
    uid: "bob",
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  for (let i = 0; i < 2; i++) expect((await fetch(`http://127.0.0.1:${port}/api/info`)).status).toBe(502);
  server.closeAllConnections();
});

it("passes others on to a stand-in while its seed is gone, once somebody is there, and back", async ({
  onTestFinished,
}) => {
  const first = await startTestSeed({ uid: "alice" });
  const seedUrl = `http://127.0.0.1:${first.port}`;
  const openStandIn = () => startTestSeed({ uid: "bob", study: demonstrationStudy });
  const upstream = new Upstream({ seedUrl, openStandIn, lookMs: 20 });
  const seedAt = targetOf(seedUrl);
  expect([upstream.target, upstream.isMet]).toEqual([seedAt, true]);
  await first.close();
  await expect.poll(() => upstream.target.port, { timeout: 30_000 }).not.toBe(seedAt.port);
  await expect.poll(() => upstream.isMet, { timeout: 30_000 }).toBe(true);
  const again = await startTestSeed({ uid: "alice", port: first.port });
  onTestFinished(() => again.close());
  await expect.poll(() => upstream.target, { timeout: 30_000 }).toEqual(seedAt);
  await upstream.close();
});

it("keeps newcomers waiting while nobody has come to its stand-in", async ({ onTestFinished }) => {
  const upstream = new Upstream({
    seedUrl: "http://127.0.0.1:9",
    openStandIn: () => startTestSeed({ uid: "bob" }),
    lookMs: 20,
  });
  onTestFinished(() => upstream.close());
  await expect.poll(() => upstream.target.port, { timeout: 30_000 }).not.toBe(9);
  const server = await openIntroducer({ bind: { host: "127.0.0.1", port: 0 }, upstream, uid: "bob" });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  expect((await fetch(`http://127.0.0.1:${port}/api/info`)).status).toBe(502);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { lookAtSeed } from "./seed-client.ts";

async function serving(answer: (asked: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("stops reading whoever answers without end", async () => {
  let writtenBytes = 0;
  const piece = Buffer.alloc(65_536, " ");
  const url = await serving((_, response) => {
    const write = (): void => {
      while (!response.closed && response.write(piece)) writtenBytes += piece.length;
      response.once("drain", write);
    };
    write();
  });
  expect(await lookAtSeed(url)).toBe(`What answers at ${url} is no seed.`);
  // What waits in the system's buffers was written, too.
  expect(writtenBytes).toBeLessThan(64 << 20);
});

it.each(["", "null", "[]", "<html>", '{"version":1}', `{"version":"1","uid":"${"x".repeat(1_000)}"}`])(
  "takes %j for no seed",
  async (body) => {
    const url = await serving((_, response) => response.end(body));
    expect(await lookAtSeed(url)).toBe(`What answers at ${url} is no seed.`);
  },
);

it("says of a seed what it is called", async () => {
  const url = await serving((_, response) => response.end('{"version":"1","uid":"alice"}'));
  expect(await lookAtSeed(url)).toEqual({ uid: "alice" });
});

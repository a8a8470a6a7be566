import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LockedStudy, NO_SECRET, WRONG_SECRET } from "../agent/locked-study.ts";
import type { Seed } from "../signaling/seed.ts";
import { startTestSeed } from "../signaling/testing/test-seed.ts";
import { testSpec } from "../signaling/testing/test-spec.ts";
import { openWire, type WireClient } from "../signaling/testing/wire-client.ts";
import { linkedIdOf } from "../study/spec/linked-id.ts";
import { sealSpec } from "../study/spec/sealed-spec.ts";
import { encodeSpec, studyIdOf } from "../study/spec/spec-bytes.ts";
import { SECRET_BYTES, secretHash, studySecret } from "../study/spec/study-secret.ts";
import { SeedRendezvous } from "./seed-rendezvous.ts";

const spec = testSpec("Study");
const studyId = studyIdOf(spec);
const summary = { best: 1.5, trials: 10, peers: 1 };

describe("the rendezvous at a seed", () => {
  let seed: Seed;
  const wires: WireClient[] = [];

  beforeEach(async () => {
    seed = await startTestSeed();
  });
  afterEach(async () => {
    for (const { socket } of wires.splice(0)) socket.terminate();
    await seed.close();
  });

  async function connected(id: string): Promise<SeedRendezvous> {
    wires.push(await openWire(seed.port, { id, token: `token-${id}` }));
    return rendezvousOf({ address: id, token: `token-${id}` });
  }
  const rendezvousOf = (here: { address: string; token: string } | null, port = seed.port) =>
    new SeedRendezvous({ seedUrl: `http://127.0.0.1:${port}`, whereAmI: () => here });

  it("brings two tabs of a study together, until one leaves", async () => {
    const [a, b] = [await connected("a"), await connected("b")];
    expect(await a.announce(studyId, summary)).toEqual({ addresses: [], wantsSpec: true });
    expect((await b.announce(studyId, summary)).addresses).toEqual(["a"]);
    await a.leave(studyId);
    expect((await b.announce(studyId, summary)).addresses).toEqual([]);
  });

  it("tells a newcomer how long the study has been going on", async () => {
    const [a, b] = [await connected("a"), await connected("b")];
    await a.announce(studyId, { ...summary, studyMs: 3_600_000 });
    const { studyMs } = await b.announce(studyId, summary);
    expect(studyMs).toBeGreaterThanOrEqual(3_600_000);
    expect(studyMs).toBeLessThan(3_630_000);
  });

  it("hands a study on", async () => {
    const [a, b] = [await connected("a"), await connected("b")];
    expect(await b.fetchSpec(studyId)).toBeNull();
    await a.offerSpec(spec);
    expect(await b.fetchSpec(studyId)).toEqual(spec);
    expect((await a.announce(studyId, summary)).wantsSpec).toBe(false);
  });

  it("hands a private study on to whoever has its secret, and words to all others", async () => {
    const [a, b] = [await connected("a"), await connected("b")];
    const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
    const hidden = testSpec("Hidden", { private: { secretHash: secretHash(secret) }, listed: false });
    const id = await linkedIdOf(hidden, secret);
    await a.offerSpec(hidden, secret);
    expect(await b.fetchSpec(id, secret)).toEqual(hidden);
    await expect(b.fetchSpec(id, studySecret(new Uint8Array(SECRET_BYTES)))).rejects.toThrow(
      new LockedStudy(WRONG_SECRET),
    );
    await expect(b.fetchSpec(id)).rejects.toThrow(new LockedStudy(NO_SECRET));
    await expect(a.offerSpec(hidden)).rejects.toThrow("given to no seed unsealed");
    expect(await b.fetchSpec(studyIdOf(hidden))).toBeNull();
    // A secret behind the id of a study that is not private changes nothing.
    await a.offerSpec(spec, secret);
    expect(await b.fetchSpec(studyId, secret)).toEqual(spec);
  });

  it("needs an address to announce, and none to leave or to fetch", async () => {
    const nowhere = rendezvousOf(null);
    await expect(nowhere.announce(studyId, summary)).rejects.toThrow("This tab is not connected to the seed.");
    await nowhere.leave(studyId);
    expect(await nowhere.fetchSpec(studyId)).toBeNull();
  });

  it("says what the seed says", async () => {
    const stranger = rendezvousOf({ address: "unknown", token: "none" });
    await expect(stranger.announce(studyId, summary)).rejects.toThrow(
      "No client with this address and token is connected",
    );
  });

  it("says that the seed is away", async () => {
    const [a, port] = [await connected("a"), seed.port];
    await seed.close();
    await expect(a.announce(studyId, summary)).rejects.toThrow("The seed cannot be reached.");
    seed = await startTestSeed({ port });
  });

  describe("does not trust the seed", () => {
    let server: Server;
    const seedThat = async (answer: RequestListener): Promise<SeedRendezvous> => {
      server = createServer(answer);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return rendezvousOf({ address: "a", token: "t" }, (server.address() as AddressInfo).port);
    };
    afterEach(() => server.closeAllConnections());
    afterEach(() => void server.close());

    it("with another study than the one asked for", async () => {
      const rendezvous = await seedThat((_request, response) => response.end(encodeSpec(testSpec("Another"))));
      await expect(rendezvous.fetchSpec(studyId)).rejects.toThrow("another study than the link names");
    });

    it("with a private study under another's id, or one that lies open", async () => {
      const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
      const hidden = testSpec("Hidden", { private: { secretHash: secretHash(secret) } });
      const sealing = await seedThat((_request, response) => response.end(sealSpec(hidden, secret)));
      await expect(sealing.fetchSpec(studyId, secret)).rejects.toThrow("another study than the link names");
      server.close();
      const open = await seedThat((_request, response) => response.end(encodeSpec(hidden)));
      await expect(open.fetchSpec(studyIdOf(hidden), secret)).rejects.toThrow("lies open at the seed");
    });

    it("with bytes that are no study", async () => {
      const rendezvous = await seedThat((_request, response) => response.end("garbage"));
      await expect(rendezvous.fetchSpec(studyId)).rejects.toThrow("no study");
    });

    it("with an answer without end", async () => {
      const rendezvous = await seedThat((_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          response.once("drain", more);
        };
        more();
      });
      await expect(rendezvous.fetchSpec(studyId)).rejects.toThrow("too long");
    });

    it.each([
      "",
      "null",
      '{"addresses":"all"}',
      '{"addresses":[1],"wantsSpec":true}',
      '{"addresses":[],"wantsSpec":false,"studyMs":-1}',
      "<html>",
    ])("with the answer %s", async (text) => {
      const rendezvous = await seedThat((_request, response) => response.end(text));
      await expect(rendezvous.announce(studyId, summary)).rejects.toThrow("does not understand");
    });

    it("with an error that explains nothing", async () => {
      const rendezvous = await seedThat((_request, response) => response.writeHead(500).end("<h1>oops</h1>"));
      await expect(rendezvous.announce(studyId, summary)).rejects.toThrow("The seed refused with status 500.");
    });
  });
});

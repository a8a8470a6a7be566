import { Peer, type PeerOptions, util } from "peerjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  answerPayload,
  candidatePayload,
  offerPayload,
  openWire,
  WireClient as Wire,
  type WireClient,
} from "../testing/wire-client.ts";

/** A server that speaks PeerJS's protocol, at `/` with the key `peerjs`. */
export interface ServerUnderTest {
  readonly port: number;
  /** Lets as much time pass as messages to absent clients may wait. */
  passWaitingTime(): Promise<void>;
  /** Resolves when the server notices that the client under this id is gone. */
  hasLeft(id: string): Promise<void>;
  close(): Promise<void>;
}

/** What an unmodified peerjs client expects of a server, held by ours and by PeerServer alike. */
export function peerJsProtocolContract(name: string, start: () => Promise<ServerUnderTest>): void {
  describe(`${name}, to a peerjs client`, () => {
    let server: ServerUnderTest;
    let peers: Peer[] = [];
    let wires: WireClient[] = [];

    beforeEach(async () => {
      server = await start();
    });
    afterEach(async () => {
      for (const peer of peers) peer.destroy();
      for (const wire of wires) wire.socket.terminate();
      [peers, wires] = [[], []];
      await server.close();
    });

    const peer = (id: string | null, options: Partial<PeerOptions> = {}): Peer => {
      // There is no WebRTC in Node; all that these tests do with a client is what it does before it needs any.
      util.supports.data = true;
      const all = { host: "127.0.0.1", port: server.port, path: "/", secure: false, ...options };
      const made = id === null ? new Peer(all) : new Peer(id, all);
      peers.push(made);
      return made;
    };
    const opened = (client: Peer): Promise<string> =>
      new Promise((resolve, reject) => {
        client.once("open", resolve);
        client.once("error", reject);
      });
    const failure = (client: Peer): Promise<string> =>
      new Promise((resolve, reject) => {
        client.once("error", (error) => resolve(error.type));
        client.once("open", () => reject(new Error("opened")));
      });
    const wire = async (id: string, token = "token"): Promise<WireClient> => {
      const client = await openWire(server.port, { id, token });
      wires.push(client);
      return client;
    };
    const bareWire = (query: string): WireClient => {
      const client = new Wire(server.port, query);
      wires.push(client);
      return client;
    };

    it("opens a client under the id it wants", async () => {
      expect(await opened(peer("wanted-id", { token: "t" }))).toBe("wanted-id");
    });

    it("gives a client that wants no id one of its own", async () => {
      const [a, b] = await Promise.all([opened(peer(null)), opened(peer(null))]);
      expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
      expect(b).not.toBe(a);
    });

    it("refuses an id that someone else has", async () => {
      await opened(peer("mine", { token: "one" }));
      expect(await failure(peer("mine", { token: "two" }))).toBe("unavailable-id");
    });

    it("refuses another key", async () => {
      expect(await failure(peer("any", { key: "other" }))).toBe("server-error");
    });

    it("says what is missing from a client that does not name itself", async () => {
      const client = bareWire("key=peerjs&id=nameless");
      const expected = { type: "ERROR", payload: { msg: "No id, token, or key supplied to websocket server" } };
      expect(await client.next()).toEqual(expected);
      await client.closed;
    });

    it("does not list who is connected", async () => {
      const response = await fetch(`http://127.0.0.1:${server.port}/peerjs/peers`);
      expect(response.status).toBe(401);
    });

    it("lets a client come back under its id after it disconnected", async () => {
      const client = peer("returning", { token: "t" });
      await opened(client);
      const gone = server.hasLeft("returning");
      client.disconnect();
      await gone;
      client.reconnect();
      expect(await opened(client)).toBe("returning");
    });

    it("gives an id to another client once the first is gone", async () => {
      const first = peer("passed-on", { token: "one" });
      await opened(first);
      const gone = server.hasLeft("passed-on");
      first.destroy();
      await gone;
      expect(await opened(peer("passed-on", { token: "two" }))).toBe("passed-on");
    });

    it("hands on offers, answers, candidates and leaves, with their sender's name", async () => {
      const [a, b] = [await wire("alice"), await wire("bob")];
      for (const message of [
        // Of an offer ours says, too, by a name of its own, which network it comes from.
        { type: "OFFER", dst: "bob", payload: offerPayload() },
        { type: "ANSWER", dst: "bob", payload: answerPayload() },
        { type: "CANDIDATE", dst: "bob", payload: candidatePayload() },
      ]) {
        a.send(message);
        const { from: _, ...handedOn } = await b.next();
        expect(handedOn).toEqual({ ...message, src: "alice" });
      }
      a.send({ type: "LEAVE", dst: "bob" });
      expect(await b.next()).toMatchObject({ type: "LEAVE", src: "alice", dst: "bob" });
    });

    it.each(["raw", "binary", "binary-utf8", "json"])("hands on an offer of a %s connection", async (serialization) => {
      const [a, b] = [await wire("alice"), await wire("bob")];
      a.send({ type: "OFFER", dst: "bob", payload: offerPayload("dc_x", serialization) });
      expect(await b.next()).toMatchObject({ type: "OFFER", payload: { serialization } });
    });

    it("names the true sender, whoever a message claims to be from", async () => {
      const [a, b] = [await wire("alice"), await wire("bob")];
      a.send({ type: "CANDIDATE", src: "carol", dst: "bob", payload: candidatePayload() });
      expect(await b.next()).toMatchObject({ src: "alice" });
    });

    it("takes a heartbeat without an answer", async () => {
      const a = await wire("alice");
      a.send({ type: "HEARTBEAT" });
      await a.echo("alice");
    });

    it("keeps messages for a client that is about to come, in order", async () => {
      const a = await wire("alice");
      const marks = ["1", "2", "3"];
      a.send({ type: "OFFER", dst: "late", payload: offerPayload() });
      for (const mark of marks) a.send({ type: "CANDIDATE", dst: "late", payload: candidatePayload(mark) });
      await a.echo("alice");
      const late = await wire("late");
      const types = [await late.next(), await late.next(), await late.next(), await late.next()];
      expect(types.map(({ payload }) => (payload as { connectionId: string }).connectionId)).toEqual([
        "dc_1",
        "dc_1",
        "dc_2",
        "dc_3",
      ]);
    });

    it("tells a client when the one it calls does not come", async () => {
      const client = peer("caller", { token: "t" });
      await opened(client);
      const told = new Promise<string>((resolve) =>
        client.once("error", ({ type, message }) => resolve(`${type}: ${message}`)),
      );
      client.socket.send({ type: "OFFER", dst: "absent", payload: offerPayload() });
      client.socket.send({ type: "CANDIDATE", dst: "absent", payload: candidatePayload() });
      await (await wire("witness")).echo("witness");
      await server.passWaitingTime();
      expect(await told).toBe("peer-unavailable: Could not connect to peer absent");
    });
  });
}

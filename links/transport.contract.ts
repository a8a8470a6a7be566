import { describe, expect, it } from "vitest";
import { type Address, type LinkId, MAX_MESSAGE_BYTES, type Transport } from "../agent/ports.ts";

/** Where an adapter's transports can reach each other. */
export interface TestNetwork {
  /** A transport nobody listens to yet. */
  join(): Promise<Transport>;
  /** Lets time pass until `isDone`; rejects when that takes longer than it ever should. */
  until(isDone: () => boolean): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly link: LinkId;
  readonly address: Address;
  readonly incoming: boolean;
}

/** A transport and what it reported. */
interface Station {
  readonly transport: Transport;
  readonly opened: Opened[];
  readonly closed: LinkId[];
  readonly failed: Address[];
  readonly received: { readonly link: LinkId; readonly bytes: Uint8Array }[];
}

async function station(network: TestNetwork): Promise<Station> {
  const transport = await network.join();
  const seen: Station = { transport, opened: [], closed: [], failed: [], received: [] };
  transport.listen({
    onLinkOpened: (link, address, _kind, incoming) => seen.opened.push({ link, address, incoming }),
    onLinkClosed: (link) => seen.closed.push(link),
    onConnectFailed: (address) => seen.failed.push(address),
    onMessage: (link, bytes) => seen.received.push({ link, bytes }),
  });
  await network.until(() => transport.address() !== null);
  return seen;
}

function addressOf({ transport }: Station): Address {
  const address = transport.address();
  if (address === null) throw new Error("no address");
  return address;
}

function linkOf({ opened }: Station): LinkId {
  const [first] = opened;
  if (first === undefined) throw new Error("no link");
  return first.link;
}

async function linked(network: TestNetwork): Promise<readonly [Station, Station]> {
  const [a, b] = [await station(network), await station(network)];
  a.transport.connect(addressOf(b));
  await network.until(() => a.opened.length > 0 && b.opened.length > 0);
  return [a, b];
}

const patterned = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 13) & 0xff);

const isEqual = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);

/** What every transport promises, whatever carries it. */
export function transportContract(name: string, openNetwork: () => Promise<TestNetwork>): void {
  const inNetwork = (promise: (network: TestNetwork) => Promise<void>) => async () => {
    const network = await openNetwork();
    try {
      await promise(network);
    } finally {
      await network.close();
    }
  };

  describe(`${name} transport`, () => {
    it(
      "opens a link that both sides know by the other's address",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        expect(a.opened.map(({ address, incoming }) => ({ address, incoming }))).toEqual([
          { address: addressOf(b), incoming: false },
        ]);
        expect(b.opened.map(({ address, incoming }) => ({ address, incoming }))).toEqual([
          { address: addressOf(a), incoming: true },
        ]);
        expect(a.failed).toEqual([]);
      }),
    );

    it(
      "carries messages of every size whole and in order, both ways",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        const sizes = [0, 1, 16_375, 16_376, 16_377, 100_000, 3, MAX_MESSAGE_BYTES, 2];
        const messages = sizes.map(patterned);
        for (const message of messages) {
          expect(a.transport.send(linkOf(a), message)).toBe(true);
          expect(b.transport.send(linkOf(b), message)).toBe(true);
        }
        await network.until(() => a.received.length === messages.length && b.received.length === messages.length);
        for (const side of [a, b]) {
          expect(side.received.map(({ link }) => link)).toEqual(messages.map(() => linkOf(side)));
          expect(messages.map((message, i) => isEqual(side.received[i]?.bytes, message))).toEqual(
            messages.map(() => true),
          );
        }
      }),
    );

    it(
      "does not change or keep the sender's bytes",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        const message = patterned(50, 1);
        a.transport.send(linkOf(a), message);
        message.fill(0);
        await network.until(() => b.received.length === 1);
        expect(isEqual(b.received[0]?.bytes, patterned(50, 1))).toBe(true);
      }),
    );

    it(
      "keeps several links apart",
      inNetwork(async (network) => {
        const [hub, left, right] = [await station(network), await station(network), await station(network)];
        hub.transport.connect(addressOf(left));
        hub.transport.connect(addressOf(right));
        await network.until(() => hub.opened.length === 2 && left.opened.length === 1 && right.opened.length === 1);
        for (const { link, address } of hub.opened) hub.transport.send(link, new TextEncoder().encode(address));
        await network.until(() => left.received.length === 1 && right.received.length === 1);
        for (const side of [left, right])
          expect(new TextDecoder().decode(side.received[0]?.bytes)).toBe(addressOf(side));
      }),
    );

    it(
      "tells both sides once when a link is closed, after what was sent before",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        const goodbye = patterned(40_000, 2);
        a.transport.send(linkOf(a), goodbye);
        a.transport.close(linkOf(a));
        a.transport.close(linkOf(a));
        await network.until(() => a.closed.length > 0 && b.closed.length > 0);
        expect(isEqual(b.received[0]?.bytes, goodbye)).toBe(true);
        expect(a.closed).toEqual([linkOf(a)]);
        expect(b.closed).toEqual([linkOf(b)]);
      }),
    );

    it(
      "sends nothing over a link that is closed or never was",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        a.transport.close(linkOf(a));
        expect(a.transport.send(linkOf(a), patterned(5, 3))).toBe(false);
        expect(a.transport.send(987_654, patterned(5, 3))).toBe(false);
        await network.until(() => b.closed.length === 1);
        expect(b.transport.send(linkOf(b), patterned(5, 3))).toBe(false);
        expect(b.received).toEqual([]);
      }),
    );

    it(
      "refuses more than it may buffer, and stays in order for the rest",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        const accepted: number[] = [];
        for (let i = 0; i < 40; i++) {
          if (a.transport.send(linkOf(a), new Uint8Array(MAX_MESSAGE_BYTES).fill(i))) accepted.push(i);
        }
        expect(accepted.length < 40).toBe(true);
        await network.until(() => b.received.length === accepted.length);
        expect(b.received.map(({ bytes }) => bytes[0])).toEqual(accepted);
        expect(a.transport.send(linkOf(a), patterned(5, 4))).toBe(true);
      }),
    );

    it(
      "says when an address leads nowhere, or to itself",
      inNetwork(async (network) => {
        const a = await station(network);
        a.transport.connect("nobody-has-this-address");
        a.transport.connect(addressOf(a));
        await network.until(() => a.failed.length === 2);
        expect([...a.failed].sort()).toEqual(["nobody-has-this-address", addressOf(a)].sort());
        expect(a.opened).toEqual([]);
      }),
    );

    it(
      "opens a link again after one was closed",
      inNetwork(async (network) => {
        const [a, b] = await linked(network);
        a.transport.close(linkOf(a));
        await network.until(() => b.closed.length === 1);
        b.transport.connect(addressOf(a));
        await network.until(() => a.opened.length === 2 && b.opened.length === 2);
        expect(a.opened[1]?.incoming).toBe(true);
        expect(a.opened[1]?.link === linkOf(a)).toBe(false);
      }),
    );
  });
}

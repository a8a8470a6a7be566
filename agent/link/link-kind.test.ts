import { expect, it } from "vitest";
import type { LinkId, LinkKind, Transport, TransportEvents } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { LinkMux } from "./link-mux.ts";
import { encodeFrame, tagOf } from "./mux-frame.ts";

const A = `${"A".repeat(42)}E`;
const B = `B${"A".repeat(42)}`;

it("every study hears that links are in doubt, and any of them passes on that it woke", () => {
  let events: TransportEvents | null = null;
  let wakings = 0;
  const mux = new LinkMux(
    {
      address: () => "here",
      listen: (heard) => {
        events = heard;
      },
      connect: () => {},
      send: () => true,
      close: () => {},
      wake: () => {
        wakings++;
      },
    },
    new VirtualClock(),
  );
  const doubts: string[] = [];
  const channels = [A, B].map((studyId) => {
    const channel = mux.open(studyId);
    channel.listen({
      onLinkOpened: () => {},
      onLinkClosed: () => {},
      onConnectFailed: () => {},
      onMessage: () => {},
      onDoubt: () => doubts.push(studyId),
    });
    return channel;
  });
  (events as TransportEvents | null)?.onDoubt?.();
  expect(doubts).toEqual([A, B]);
  channels[1]?.wake?.();
  expect(wakings).toBe(1);
});

it("every study of a link hears when it goes directly, and one that comes later knows it", () => {
  let events: TransportEvents | null = null;
  const transport: Transport = {
    address: () => "here",
    listen: (heard) => {
      events = heard;
    },
    connect: () => {},
    send: () => true,
    close: () => {},
  };
  const mux = new LinkMux(transport, new VirtualClock());
  const kinds: string[] = [];
  const open = (studyId: string, name: string): void =>
    mux.open(studyId).listen({
      onLinkOpened: (_link: LinkId, _address, kind: LinkKind) => kinds.push(`${name} opened ${kind}`),
      onLinkClosed: () => {},
      onLinkKind: (_link, kind) => kinds.push(`${name} ${kind}`),
      onConnectFailed: () => {},
      onMessage: () => {},
    });
  open(A, "a");
  open(B, "b");
  const page = events as TransportEvents | null;
  page?.onLinkOpened(7, "there", "relayed", true);
  page?.onMessage(7, encodeFrame("open", tagOf(A)));
  page?.onLinkKind?.(7, "direct");
  page?.onMessage(7, encodeFrame("open", tagOf(B)));
  expect(kinds).toEqual(["a opened relayed", "a direct", "b opened direct"]);
});

// Pairs of clients that say to each other by a server what a link takes, in a process of its own: `port pairs links`; prints how many messages arrived.
import WebSocket from "ws";
import { answerPayload, candidatePayload, offerPayload } from "../../signaling/testing/wire-client.ts";

const [port = 0, pairs = 0, links = 0] = process.argv.slice(2).map(Number);
/** A seed carries so much for one address; there are many addresses on the loopback interface. */
const PAIRS_OF_ADDRESS = 25;
/** Of each end, as a browser finds them. */
const CANDIDATES = 3;

function open(id: string, address: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?key=peerjs&id=${id}&token=t${id}&version=1.5.5`, {
    localAddress: `127.0.0.${2 + address}`,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.once("message", () => resolve(socket));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`${id} was turned away.`)));
  });
}

/** What one end says for a link: what an offer or its answer is, and its candidates. */
const said = (isOffer: boolean, dst: string, link: number): string[] => [
  JSON.stringify(
    isOffer
      ? { type: "OFFER", dst, payload: offerPayload(`dc_${link}`) }
      : { type: "ANSWER", dst, payload: answerPayload(`dc_${link}`) },
  ),
  ...Array.from({ length: CANDIDATES }, () =>
    JSON.stringify({ type: "CANDIDATE", dst, payload: candidatePayload(String(link)) }),
  ),
];

/** One link after the other, each begun when all of the one before has arrived. */
async function talk(pair: number): Promise<number> {
  const [a, b] = [`a${pair}`, `b${pair}`];
  const address = Math.floor(pair / PAIRS_OF_ADDRESS);
  const ends = [await open(a, address), await open(b, address)] as const;
  let arrived = 0;
  let onArrived: () => void = () => {};
  for (const end of ends)
    end.on("message", () => {
      arrived++;
      onArrived();
    });
  for (let link = 0; link < links; link++) {
    const due = (link + 1) * 2 * (CANDIDATES + 1);
    const all = new Promise<void>((resolve) => {
      onArrived = () => {
        if (arrived >= due) resolve();
      };
    });
    for (const message of said(true, b, link)) ends[0].send(message);
    for (const message of said(false, a, link)) ends[1].send(message);
    await all;
  }
  return arrived;
}

const counts = await Promise.all(Array.from({ length: pairs }, (_, pair) => talk(pair)));
process.stdout.write(`${counts.reduce((sum, count) => sum + count, 0)}\n`, () => process.exit(0));

import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { answerBinding } from "./stun-message.ts";
import { type StunServer, startStunServer } from "./stun-server.ts";

/** RFC 5769, section 2.1: a request of an ICE agent, with attributes that a plain server does not know. */
const ICE_REQUEST = Buffer.from(
  `000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74
   002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020
   000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf`.replaceAll(/\s/g, ""),
  "hex",
);
/** The address and the masked address of RFC 5769, sections 2.2 and 2.3. */
const TRANSACTION = Buffer.from("2112a442b7e7a701bc34d686fa87dfae", "hex");
const request = (attributes = ""): Buffer => {
  const body = Buffer.from(attributes, "hex");
  const head = Buffer.from([0, 1, 0, body.length]);
  return Buffer.concat([head, TRANSACTION, body]);
};

describe("a binding request", () => {
  it("is answered with the masked address, as in the vectors of RFC 5769", () => {
    expect(answerBinding(request(), "192.0.2.1", 32_853)?.toString("hex")).toBe(
      `0101000c${TRANSACTION.toString("hex")}002000080001a147e112a643`,
    );
    expect(answerBinding(request(), "2001:db8:1234:5678:11:2233:4455:6677", 32_853)?.toString("hex")).toBe(
      `01010018${TRANSACTION.toString("hex")}002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9`,
    );
    expect(answerBinding(request(), "::ffff:192.0.2.1", 32_853)).toEqual(answerBinding(request(), "192.0.2.1", 32_853));
    expect(answerBinding(request(), "2001:db8::1", 1)?.subarray(28).toString("hex")).toBe(
      "0113a9fab7e7a701bc34d686fa87dfaf",
    );
  });

  it("that wants understood what we do not know hears so, and what may be passed over is", () => {
    const answer = answerBinding(ICE_REQUEST, "192.0.2.1", 32_853);
    expect(answer?.toString("hex")).toBe("011100102112a442b7e7a701bc34d686fa87dfae0009000400000414000a000400240006");
    expect(answerBinding(request("8022000474657374"), "192.0.2.1", 32_853)).toEqual(
      answerBinding(request(), "192.0.2.1", 32_853),
    );
  });

  it("never gets more than 44 bytes, and anything else nothing at all", () => {
    const wrong = [
      Buffer.alloc(0),
      request().subarray(0, 19),
      Buffer.concat([request(), Buffer.alloc(3)]),
      Buffer.concat([request(), Buffer.alloc(4)]),
      request("8022000874657374"),
      Buffer.concat([Buffer.from([0, 1, 4, 0]), TRANSACTION, Buffer.alloc(1_024)]),
      ...[0x0101, 0x0111, 0x0003, 0x0004, 0x4001].map((type) => {
        const packet = request();
        packet.writeUInt16BE(type, 0);
        return packet;
      }),
      Buffer.concat([Buffer.from([0, 1, 0, 0]), Buffer.alloc(16)]),
    ];
    for (const packet of wrong) expect(answerBinding(packet, "192.0.2.1", 1)).toBeNull();
    for (const packet of [request(), ICE_REQUEST, request("0003000400000006".repeat(20))])
      for (const address of ["192.0.2.1", "2001:db8::1"])
        expect(answerBinding(packet, address, 1)?.length).toBeLessThanOrEqual(44);
  });
});

describe("the seed's STUN server", () => {
  let server: StunServer;
  const sockets: Socket[] = [];
  const client = async (address = "127.0.0.1"): Promise<Socket> => {
    const socket = createSocket("udp4");
    sockets.push(socket);
    socket.bind(0, address);
    await once(socket, "listening");
    return socket;
  };

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    await server.close();
  });

  it("tells over real UDP which address and port a packet came from", async () => {
    server = await startStunServer("127.0.0.1", 0, new VirtualClock());
    const socket = await client();
    const answers: Buffer[] = [];
    socket.on("message", (answer) => answers.push(answer));
    await isAnswered(socket);
    expect(answers[0]).toEqual(answerBinding(request(), "127.0.0.1", socket.address().port));
  });

  it("answers one network so often and no more, and the others go on", async () => {
    const clock = new VirtualClock();
    server = await startStunServer("127.0.0.1", 0, clock);
    const [flooding, other] = [await client(), await client("127.0.0.2")];
    let answers = 0;
    flooding.on("message", () => answers++);
    for (let sent = 0; sent < 1_500; sent++) {
      flooding.send(request(), server.port, "127.0.0.1");
      if (sent % 20 === 0) await settle(2);
    }
    await settle(50);
    expect(answers).toBeGreaterThan(100);
    expect(answers).toBeLessThanOrEqual(1_000);
    await isAnswered(other);
    await clock.advance(1_000);
    await isAnswered(flooding);
  });

  /** A packet may be lost, on the way or because the server is busy. */
  async function isAnswered(socket: Socket): Promise<void> {
    const heard: Buffer[] = [];
    socket.once("message", (answer) => heard.push(answer));
    while (heard.length === 0) {
      socket.send(request(), server.port, "127.0.0.1");
      await settle(10);
    }
  }
});

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

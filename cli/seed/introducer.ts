import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import * as v from "valibot";
import type { HostPort } from "../words/address.ts";
import type { Target, Upstream } from "./upstream.ts";

export interface IntroducerSetting {
  readonly bind: HostPort;
  readonly upstream: Pick<Upstream, "target" | "isMet">;
  /** What this peer says that it is called. */
  readonly uid: string;
}

/** Nobody's request takes longer; what is asked for by WebSocket stays as long as both ends wish. */
const ANSWER_WITHIN_MS = 30_000;
/** What a seed says of itself is a few hundred bytes. */
const MAX_INFO_BYTES = 65_536;
const Info = v.looseObject({});

/**
 * A peer that is no seed introduces others all the same: whoever names it as theirs is passed on to the seed at which it has met
 * its own, or to what stands in for that one, and so finds everybody. It says its own uid. Rejects where it cannot listen.
 */
export function openIntroducer({ bind, upstream, uid }: IntroducerSetting): Promise<Server> {
  const server = createServer((incoming, answer) => {
    const isInfo = incoming.url === "/api/info";
    if (isInfo && !upstream.isMet) return refuse(answer);
    const onward = request(onwardOf(incoming, upstream.target), (response) => {
      if (isInfo) void sayInfo(response, answer, uid);
      else {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      }
    });
    onward.setTimeout(ANSWER_WITHIN_MS, () => onward.destroy());
    onward.on("error", () => refuse(answer));
    incoming.pipe(onward);
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const onward = request(onwardOf(incoming, upstream.target));
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
    onward.on("response", () => socket.destroy());
    onward.on("upgrade", (response, other, otherHead) => {
      other.on("error", () => socket.destroy());
      other.on("close", () => socket.destroy());
      socket.on("close", () => other.destroy());
      socket.write(headOf(response));
      socket.write(otherHead);
      other.write(head);
      socket.pipe(other).pipe(socket);
    });
    onward.end();
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: bind.port, ...(bind.host === "*" ? {} : { host: bind.host }) }, () => resolve(server));
  });
}

function onwardOf({ method, url, headers }: IncomingMessage, there: Target) {
  const host = `${there.host}:${there.port}`;
  return { ...there, method, path: url, headers: { ...headers, host } };
}

async function sayInfo(response: IncomingMessage, answer: ServerResponse, uid: string): Promise<void> {
  let text = "";
  response.setEncoding("utf8");
  try {
    for await (const piece of response) {
      text += String(piece);
      if (text.length > MAX_INFO_BYTES) break;
    }
    const info = v.parse(Info, JSON.parse(text));
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...info, uid }));
  } catch {
    refuse(answer);
  }
}

function refuse(answer: ServerResponse): void {
  if (!answer.headersSent) answer.writeHead(502, { "content-type": "text/plain" });
  answer.end("The seed behind this peer does not answer.");
}

function headOf({ statusCode = 101, statusMessage = "", rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { isWelcomeOrigin, type KnownHosts } from "./hosts.ts";
import { networkOf, visitorAddress } from "./network.ts";

export interface UpgradeOptions {
  readonly hosts: KnownHosts;
  /** Origins of pages hosted elsewhere that may use this seed. */
  readonly origins: readonly string[];
  readonly trustProxy: boolean;
}

/** Who lets in WebSockets at one path. */
export interface UpgradeDoor {
  readonly sockets: WebSocketServer;
  /** A status line if this request gets no socket. */
  refusalOf(request: IncomingMessage, network: string): string | null | Promise<string | null>;
  welcome(socket: WebSocket, request: IncomingMessage, network: string): void;
}

/** Leads WebSockets to the door of their path; of strange hosts and pages none gets in anywhere. */
export function serveUpgrades(server: Server, doors: ReadonlyMap<string, UpgradeDoor>, options: UpgradeOptions): void {
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Without a listener a connection reset at this moment would end the process.
    stream.on("error", () => stream.destroy());
    const network = networkOfUpgrade(request, options.trustProxy);
    const door = doors.get(pathOf(request) ?? "");
    const letIn = async (): Promise<void> => {
      const said = strangenessOf(request, options, door) ?? door?.refusalOf(request, network) ?? null;
      const refusal = said instanceof Promise ? await said : said;
      if (refusal !== null) {
        // Whoever does not close its end is not waited for.
        stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy());
        return;
      }
      door?.sockets.handleUpgrade(request, stream, head, (socket) => door.welcome(socket, request, network));
    };
    letIn().catch(() => stream.destroy());
  });
}

function strangenessOf(
  request: IncomingMessage,
  { hosts, origins }: UpgradeOptions,
  door: UpgradeDoor | undefined,
): string | null {
  if (door === undefined) return "404 Not Found";
  const host = hosts.recognise(request.headers.host);
  if (host === null) return "421 Misdirected Request";
  return isWelcomeOrigin(request.headers.origin, host, origins) ? null : "403 Forbidden";
}

function networkOfUpgrade(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = request.headers["x-forwarded-for"];
  const list = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  return networkOf(visitorAddress(request.socket.remoteAddress, list, trustProxy));
}

/** Every path that a door has is plain; whatever else is asked for is read as browsers do. */
const PLAIN_PATH = /^(\/[a-z]+)(?:\?|$)/;

function pathOf(request: IncomingMessage): string | null {
  const url = request.url ?? "/";
  const plain = PLAIN_PATH.exec(url)?.[1];
  if (plain !== undefined) return plain;
  return URL.canParse(url, "http://seed") ? new URL(url, "http://seed").pathname : null;
}

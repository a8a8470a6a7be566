import { EventEmitter, once } from "node:events";
import type { Server } from "node:http";
import { type IClient, PeerServer } from "peer";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { startTestSeed } from "../testing/test-seed.ts";
import { WatchedRealm } from "../testing/watched-realm.ts";
import { peerJsProtocolContract } from "./peerjs-protocol.contract.ts";
import { WAIT_MS } from "./waiting-messages.ts";

peerJsProtocolContract("The seed", async () => {
  const clock = new VirtualClock();
  const realm = new WatchedRealm(clock);
  const seed = await startTestSeed({ clock, realm });
  return {
    port: seed.port,
    passWaitingTime: () => clock.advance(2 * WAIT_MS),
    hasLeft: (id) => realm.hasLeft(id),
    close: () => seed.close(),
  };
});

/** The reference: PeerServer, with its waiting time cut short because it knows no other clock than the machine's. */
peerJsProtocolContract("PeerServer", async () => {
  const left = new EventEmitter();
  const server = await new Promise<Server>((resolve) => {
    const options = { host: "127.0.0.1", port: 0, expire_timeout: 200, cleanup_out_msgs: 50 };
    const app = PeerServer(options, (listening) => resolve(listening));
    app.on("disconnect", (client: IClient) => left.emit(client.getId()));
    // Without this listener one malformed message ends the process.
    app.on("error", () => {});
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    passWaitingTime: async () => {},
    hasLeft: async (id) => {
      await once(left, id);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

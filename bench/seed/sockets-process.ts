// A server to compare with, in a process of its own: `peer` (PeerServer) or `bare` (nothing but ws), on the port of its environment.
import { createServer } from "node:http";
import { PeerServer } from "peer";
import { WebSocketServer } from "ws";

const port = Number(process.env["PORT"]);
if (process.argv[2] === "peer") {
  const server = PeerServer({ port, host: "127.0.0.1", path: "/", concurrent_limit: 20_000 });
  server.on("error", () => undefined);
} else {
  const server = createServer((_request, response) => response.end());
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => socket.send('{"type":"OPEN"}'));
  server.listen(port, "127.0.0.1");
}

// Clients that connect and say nothing, in a process of their own: `port count`; prints how many are open, and stays until it is killed.
import WebSocket from "ws";

const [port = 0, count = 0] = process.argv.slice(2).map(Number);
/** A seed lets so many in from one address; there are many addresses on the loopback interface. */
const OF_ADDRESS = 400;
const AT_ONCE = 50;

let [begun, open, failed] = [0, 0, 0];
function next(): void {
  const i = begun++;
  if (i >= count) return;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/peerjs?key=peerjs&id=idle-${i}&token=t${i}&version=1.5.5`, {
    localAddress: `127.0.0.${2 + Math.floor(i / OF_ADDRESS)}`,
    perMessageDeflate: false,
  });
  let isDone = false;
  const done = (isOpen: boolean): void => {
    if (isDone) return;
    isDone = true;
    if (isOpen) open++;
    else failed++;
    if (open + failed === count) process.stdout.write(`${open}\n`);
    next();
  };
  socket.once("message", () => done(true));
  socket.once("close", () => done(false));
  socket.on("error", () => done(false));
}
for (let i = 0; i < AT_ONCE; i++) next();

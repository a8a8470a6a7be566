// Trusted code inside the jail: the objective worker is its child and can reach nothing but it.
import { MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_MESSAGE_BYTES, MAX_STRAY_ERRORS } from "./wire/jail-limits.ts";
import type { FromSupervisor, ToObjective, ToSupervisor } from "./wire/jail-wire.ts";

type Start = Extract<ToSupervisor, { type: "start" }>;

addEventListener("message", (hello: MessageEvent) => {
  const port = hello.ports[0];
  if (port !== undefined) supervise(port);
});

/** Passes whole buffers from child to engine within limits; a child that sends anything else, or more, is killed. */
function supervise(port: MessagePort): void {
  let child: Worker | null = null;
  /** Sizes of the messages the engine has not dealt with, oldest first. */
  const inFlight: number[] = [];
  let inFlightBytes = 0;
  let strayErrors = 0;

  const tell = (message: FromSupervisor): void => port.postMessage(message);
  const instruct = (message: ToObjective, transfer: Transferable[] = []): void => child?.postMessage(message, transfer);

  function stop(): void {
    if (child === null) return;
    child.onmessage = null;
    child.onerror = null;
    child.terminate();
    child = null;
  }

  function lose(kind: "flooded" | "crashed", message: string): void {
    if (child === null) return;
    stop();
    tell({ type: "lost", kind, message });
  }

  function fromChild({ data }: MessageEvent<unknown>): void {
    if (!(data instanceof ArrayBuffer)) lose("flooded", "The objective's worker sent something that is no result.");
    else if (data.byteLength > MAX_MESSAGE_BYTES) lose("flooded", "The objective's worker sent a message over 1 MiB.");
    else if (inFlight.length >= MAX_IN_FLIGHT || inFlightBytes >= MAX_IN_FLIGHT_BYTES) {
      lose("flooded", "The objective's worker sent messages faster than anybody can read them.");
    } else {
      inFlight.push(data.byteLength);
      inFlightBytes += data.byteLength;
      port.postMessage(data, [data]);
    }
  }

  function spawn({ runtime, program }: Start): void {
    const url = URL.createObjectURL(new Blob([runtime], { type: "text/javascript" }));
    child = new Worker(url, { name: "objective" });
    child.onmessage = fromChild;
    child.onerror = (event) => {
      event.preventDefault();
      strayErrors += 1;
      if (strayErrors > MAX_STRAY_ERRORS)
        lose("flooded", "The objective threw errors without end outside of its trials.");
    };
    instruct({ type: "load", program });
  }

  port.onmessage = ({ data }: MessageEvent<ToSupervisor>) => {
    switch (data.type) {
      case "start":
        if (child === null) spawn(data);
        break;
      case "credit":
        for (const size of inFlight.splice(0, data.count)) inFlightBytes -= size;
        instruct(data);
        break;
      case "run":
        instruct(data, [data.bytes]);
        break;
      case "pruner":
        instruct(data);
        break;
      case "ping":
        tell({ type: "pong" });
        break;
      case "close":
        stop();
        close();
        break;
    }
  };
  tell({ type: "running", hasOwnProcess: globalThis.crossOriginIsolated });
}

// Trusted code between the engine and the worker that runs an objective, whatever kind of worker that is.
import { MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_MESSAGE_BYTES, MAX_STRAY_ERRORS } from "./wire/jail-limits.ts";
import type { FromSupervisor, ToObjective, ToSupervisor } from "./wire/jail-wire.ts";
import type { JailPort } from "./wire/near-ports.ts";

export type Start = Extract<ToSupervisor, { type: "start" }>;

/** What runs the objective, and can reach nothing but its supervisor. */
export interface ObjectiveChild {
  post(message: ToObjective, transfer: Transferable[]): void;
  /** Ends it on the spot; nothing of it comes after this. */
  terminate(): void;
}

export interface ChildEvents {
  onMessage(data: unknown): void;
  /** Something was thrown outside of any trial. */
  onStrayError(): void;
  /** It ended by itself. */
  onEnd?(kind: "crashed" | "memory", message: string): void;
}

export interface SupervisorSetting {
  /** Of the engine. */
  readonly port: JailPort;
  readonly spawn: (start: Start, events: ChildEvents) => ObjectiveChild;
  /** What runs ends for certain when it is killed. */
  readonly hasOwnProcess: boolean;
  readonly onClose: () => void;
}

/** Passes whole buffers from child to engine within limits; a child that sends anything else, or more, is killed. */
export function supervise({ port, spawn, hasOwnProcess, onClose }: SupervisorSetting): void {
  let child: ObjectiveChild | null = null;
  /** Sizes of the messages the engine has not dealt with, oldest first. */
  const inFlight: number[] = [];
  let inFlightBytes = 0;
  let strayErrors = 0;

  const tell = (message: FromSupervisor): void => port.postMessage(message, []);
  const instruct = (message: ToObjective, transfer: Transferable[] = []): void => child?.post(message, transfer);

  function stop(): void {
    child?.terminate();
    child = null;
  }

  function lose(kind: "flooded" | "crashed" | "memory", message: string): void {
    if (child === null) return;
    stop();
    tell({ type: "lost", kind, message });
  }

  function dealtWith(count: number): void {
    for (const size of inFlight.splice(0, count)) inFlightBytes -= size;
  }

  const events: ChildEvents = {
    onMessage(data) {
      if (child === null) return;
      if (!(data instanceof ArrayBuffer)) lose("flooded", "The objective's worker sent something that is no result.");
      else if (data.byteLength > MAX_MESSAGE_BYTES)
        lose("flooded", "The objective's worker sent a message over 1 MiB.");
      else if (inFlight.length >= MAX_IN_FLIGHT || inFlightBytes >= MAX_IN_FLIGHT_BYTES) {
        lose("flooded", "The objective's worker sent messages faster than anybody can read them.");
      } else {
        inFlight.push(data.byteLength);
        inFlightBytes += data.byteLength;
        port.postMessage(data, [data]);
      }
    },
    onStrayError() {
      strayErrors += 1;
      if (strayErrors > MAX_STRAY_ERRORS)
        lose("flooded", "The objective threw errors without end outside of its trials.");
    },
    onEnd: (kind, message) => lose(kind, message),
  };

  port.onmessage = ({ data }: MessageEvent<ToSupervisor>) => {
    switch (data.type) {
      case "start":
        if (child !== null) break;
        child = spawn(data, events);
        instruct({ type: "load", program: data.program });
        break;
      case "credit":
        dealtWith(data.count);
        instruct(data);
        break;
      case "run":
        dealtWith(data.credits);
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
        onClose();
        break;
    }
  };
  tell({ type: "running", hasOwnProcess });
}

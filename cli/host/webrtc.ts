import { createRequire } from "node:module";

const GLOBALS = ["RTCPeerConnection", "RTCSessionDescription", "RTCIceCandidate", "RTCDataChannel"] as const;

/**
 * Gives this process the browser's WebRTC, if its optional package is installed for this machine. Before PeerJS is loaded, which
 * looks for it then. Whoever has it must end with `process.exit`: open connections keep a process alive.
 */
export function provideWebRtc(): boolean {
  let found: Record<string, unknown>;
  try {
    found = createRequire(import.meta.url)("@roamhq/wrtc") as Record<string, unknown>;
  } catch {
    return false;
  }
  if (GLOBALS.some((name) => typeof found[name] !== "function")) return false;
  for (const name of GLOBALS) Reflect.set(globalThis, name, found[name]);
  return true;
}

import * as found from "peerjs";

/** PeerJS as every program here sees it: to Node it is CommonJS, and all that it has is in its default export. */
const whole = "Peer" in found ? found : (found as { readonly default: typeof import("peerjs") }).default;

export const { Peer, util } = whole;

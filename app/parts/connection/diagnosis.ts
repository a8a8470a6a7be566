import type { SeedRefusal } from "../../seed-api.ts";

/** What is known of how this tab reaches others. */
export interface ConnectionFacts {
  /** The browser believes that there is a network. */
  readonly online: boolean;
  /** The seed answers over HTTP; null: not asked yet. */
  readonly seedAnswers: boolean | null;
  /** What answers is no seed for this page: the message says what to do. */
  readonly refusal?: SeedRefusal | null;
  /** The seed's WebSocket is open: it introduces this tab to others, and can carry links. */
  readonly seedIntroduces: boolean;
  /** Two connections within this page reach each other; null: not tried to the end yet. */
  readonly directWorks: boolean | null;
  readonly direct: number;
  readonly relayed: number;
  /** Tabs that answered and to which no direct way opened, since the page was loaded. */
  readonly withoutWay: number;
}

export type Cause =
  | "checking"
  | "fine"
  | "alone"
  | "no-seed"
  | "refused"
  | "no-websocket"
  | "no-direct"
  | "relay-only"
  | "some-relayed"
  | "blocked";

export interface Diagnosis {
  readonly way: "direct" | "relayed" | "none";
  readonly cause: Cause;
  /** How it is, why, and what to do about it. */
  readonly title: string;
  readonly why: string;
  readonly todo: string;
}

/** How this tab reaches others, why so, and what helps. */
export function diagnose(facts: ConnectionFacts): Diagnosis {
  const { direct, relayed } = facts;
  const way = direct > 0 ? "direct" : relayed > 0 ? "relayed" : "none";
  return { way, ...(trouble(facts) ?? standing(facts)) };
}

type Words = Omit<Diagnosis, "way">;

/** What is wrong with the way to the seed, and so with the way to anybody new. */
function trouble({ online, seedAnswers, refusal, seedIntroduces, directWorks, direct }: ConnectionFacts): Words | null {
  if (seedIntroduces) return null;
  if (refusal) return { cause: "refused", title: refusal.title, why: "New links have to wait.", todo: refusal.message };
  if (seedAnswers === null) return CHECKING;
  if (!online || (directWorks === false && direct === 0)) {
    return {
      cause: "blocked",
      title: online ? "Nothing gets through." : "This machine is offline.",
      why: online
        ? "Neither the seed's WebSocket nor a direct connection opens. A firewall, a proxy or an extension of this browser blocks both."
        : "The browser says that there is no network.",
      todo: online
        ? "Try another network or another browser, or ask whoever runs this network to let WebSockets through."
        : "Connect it again. Trials go on meanwhile, and are shared as soon as others are reached.",
    };
  }
  if (!seedAnswers) {
    return {
      cause: "no-seed",
      title: "The seed does not answer.",
      why: `It introduces tabs to each other. ${direct > 0 ? "Links that are open go on without it; new ones" : "New links"} have to wait.`,
      todo: "Nothing: this tab goes on asking. If it stays so, ask whoever runs the seed.",
    };
  }
  return {
    cause: "no-websocket",
    title: "The seed answers, but its WebSocket does not open.",
    why: "Something between this tab and the seed, often a proxy, lets pages through and WebSockets not.",
    todo: "Try another network, or switch off the proxy for this page. Whoever runs the seed must let the proxy in front of it pass WebSockets on.",
  };
}

function standing({ directWorks, direct, relayed, withoutWay }: ConnectionFacts): Words {
  if (direct > 0 && relayed === 0) {
    return {
      cause: "fine",
      title: "Connected directly.",
      why: `This tab and ${direct === 1 ? "another one" : `${direct} others`} send straight to each other, encrypted by the browsers.`,
      todo: "Nothing.",
    };
  }
  if (direct > 0) {
    return {
      cause: "some-relayed",
      title: "Connected, to some through the seed.",
      why: "To some tabs no direct way was found; the seed carries those links until one opens.",
      todo: "Nothing.",
    };
  }
  if (directWorks === false) {
    return {
      cause: "no-direct",
      title: relayed > 0 ? "Connected through the seed." : "No direct way leads out of this browser.",
      why: "This browser makes no direct connections: a setting, an extension or the firewall forbids WebRTC.",
      todo: `${relayed > 0 ? "It works, at 64 kB a second for each link." : "The seed carries links to tabs that this one finds."} For direct links allow WebRTC for this page, or use another browser.`,
    };
  }
  if (relayed > 0 || withoutWay > 0) {
    return {
      cause: "relay-only",
      title: relayed > 0 ? "Connected through the seed." : "No direct way to the others yet.",
      why: "The routers on the way let no direct connection through. Between two homes that is common.",
      todo: `${relayed > 0 ? "It works, at 64 kB a second for each link, and a direct way is tried every minute." : "The seed's relay is tried next."} Whoever runs the seed can help with --stun or --turn.`,
    };
  }
  if (directWorks === null) return CHECKING;
  return {
    cause: "alone",
    title: "Ready, and nobody is linked yet.",
    why: "The seed is reached and direct connections work here. Links open once this tab takes part in a study in which others do, too.",
    todo: "Join a study, or send others its link.",
  };
}

const CHECKING: Words = {
  cause: "checking",
  title: "Looking…",
  why: "The ways to the seed and out of this browser are being tried.",
  todo: "This takes some seconds.",
};

/** What whoever runs the seed could see of a relayed link. */
export const RELAY_SEES =
  "The seed's owner could read what they carry: names, trials and values; of a private study nothing. Nobody can change them, for they are signed. Direct links show the seed nothing.";

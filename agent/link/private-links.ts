import type { Rendezvous, Transport } from "../ports.ts";
import { PrivateChannel, type PrivateChannelOptions } from "./private-channel.ts";
import { privateRendezvous } from "./private-rendezvous.ts";

export interface StudyLinks {
  readonly channel: Transport;
  readonly rendezvous: Rendezvous;
}

/** A private study's links and seed, in place of those that would carry its words as they are. */
export const privateLinks = (options: PrivateChannelOptions & StudyLinks): StudyLinks => ({
  channel: new PrivateChannel(options),
  rendezvous: privateRendezvous(options.rendezvous, options.secret),
});

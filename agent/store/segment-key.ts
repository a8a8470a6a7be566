import type { LogId } from "../../swarm/ids.ts";
import { type Segment, segmentLog } from "../../swarm/log/segment.ts";

/** The name a segment is stored by: its log and its place there. */
export const segmentKey = (segment: Segment): string => keyOf(segmentLog(segment), segment.index);
export const keyOf = (log: LogId, index: number): string => `${log}/${index}`;

/** The log of the segment with this key. */
export const logOfKey = (key: string): LogId => key.slice(0, key.indexOf("/"));

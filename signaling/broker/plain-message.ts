/** An answer or a candidate, or an offer, as peerjs 1.5.5 writes it and with nothing beside. */
export interface PlainMessage {
  readonly type: "OFFER" | "ANSWER" | "CANDIDATE";
  readonly dst: string;
  readonly payload: { readonly connectionId: string };
}

const CONNECTION_ID = /^[\w-]{1,64}$/;
/** The fields of the schema in `peer-message.ts`, each with the most it may be; a message within these needs no other reading. */
const SDP_LENGTH = 64 * 1024;
const CANDIDATE_LENGTH = 2_048;
const TEXT_LENGTH = 256;
const SERIALIZATIONS: ReadonlySet<unknown> = new Set(["raw", "binary", "binary-utf8", "json"]);

type Fields = Readonly<Record<string, unknown>>;

/** Whether a message holds what its kind has, and nothing else. False says only that it must be read more closely. */
export function isPlain(message: unknown, id: RegExp): message is PlainMessage {
  if (!has(message, ["type", "dst", "payload"]) || typeof message["dst"] !== "string" || !id.test(message["dst"]))
    return false;
  const { type, payload } = message;
  if (type === "CANDIDATE") return isCandidate(payload);
  if (type === "ANSWER") return has(payload, ["sdp", "type", "connectionId"]) && isPayload(payload, "answer");
  if (type !== "OFFER" || !(has(payload, OFFER_FIELDS) || has(payload, NOTED_OFFER_FIELDS))) return false;
  return isPayload(payload, "offer") && isOffer(payload) && isFlat(payload["metadata"]);
}

const OFFER_FIELDS = ["sdp", "type", "connectionId", "label", "reliable", "serialization"];
const NOTED_OFFER_FIELDS = [...OFFER_FIELDS, "metadata"];

/** What the author of an offer adds to it may be anything; what is nested is read more closely. */
const isFlat = (metadata: unknown): boolean =>
  typeof metadata !== "object" ||
  metadata === null ||
  Object.values(metadata).every((value) => typeof value !== "object" || value === null);

const isOffer = ({ label, reliable, serialization }: Fields): boolean =>
  isText(label, TEXT_LENGTH) && typeof reliable === "boolean" && SERIALIZATIONS.has(serialization);

function isPayload({ type, connectionId, sdp }: Fields, kind: string): boolean {
  if (type !== "data" || typeof connectionId !== "string" || !CONNECTION_ID.test(connectionId)) return false;
  return has(sdp, ["type", "sdp"]) && sdp["type"] === kind && isText(sdp["sdp"], SDP_LENGTH);
}

function isCandidate(payload: unknown): boolean {
  if (!has(payload, ["candidate", "type", "connectionId"]) || payload["type"] !== "data") return false;
  const { candidate, connectionId } = payload;
  if (typeof connectionId !== "string" || !CONNECTION_ID.test(connectionId)) return false;
  if (!has(candidate, ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"])) return false;
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return (
    isText(candidate["candidate"], CANDIDATE_LENGTH) &&
    isText(sdpMid, TEXT_LENGTH) &&
    typeof sdpMLineIndex === "number" &&
    Number.isInteger(sdpMLineIndex) &&
    sdpMLineIndex >= 0 &&
    sdpMLineIndex <= 65_535 &&
    isText(usernameFragment, TEXT_LENGTH)
  );
}

const isText = (value: unknown, most: number): boolean => typeof value === "string" && value.length <= most;

/** An object with these fields of its own, in whatever order, and no other. */
function has(value: unknown, names: readonly string[]): value is Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let count = 0;
  for (const key in value) {
    if (!names.includes(key)) return false;
    count++;
  }
  return count === names.length;
}

import type { SignedCells, UnsignedCells } from "./board/signed-cells.ts";
import type { Address, LinkId, LogId, PeerId } from "./ids.ts";
import type { SegmentPlace } from "./link/fetch-state.ts";
import type { ForkProof } from "./log/fork.ts";
import type { Segment, SegmentDraft, UnsignedSegment } from "./log/segment.ts";
import type { NoteKind, SignedNote, UnsignedNote } from "./notes/note.ts";
import type { SignedStatus, StatusDraft, UnsignedStatus } from "./presence/status.ts";
import type { SignedWord, UnsignedWord } from "./presence/word.ts";
import type { Message } from "./wire/message.ts";

/**
 * Everything that can happen to one study's swarm core. Time comes in with the event. Signatures inside a message have
 * been checked by the adapter before (`signaturesToCheck`); whatever fails is a `misbehaved` event instead.
 */
export type SwarmEvent =
  | { readonly type: "tick"; readonly nowMs: number }
  | { readonly type: "ownAddress"; readonly nowMs: number; readonly address: Address | null }
  | { readonly type: "addressesFound"; readonly nowMs: number; readonly addresses: readonly Address[] }
  | {
      readonly type: "linkOpened";
      readonly nowMs: number;
      readonly link: LinkId;
      readonly address: Address;
      readonly incoming: boolean;
      /** The seed carries it, at 64 kB/s. */
      readonly relayed?: boolean;
    }
  /** The link goes directly from now on, or the seed carries it. */
  | { readonly type: "linkCarried"; readonly nowMs: number; readonly link: LinkId; readonly relayed: boolean }
  /** The seed said how long the study has been going on, when asked `tookMs` ago. */
  | { readonly type: "seedTold"; readonly nowMs: number; readonly studyMs: number; readonly tookMs: number }
  /** The machine has slept while our clock stood still, or somebody set its date: nobody can tell the two apart here. */
  | { readonly type: "slept"; readonly nowMs: number }
  /** The network has changed, or time stood still for the page alone: who is linked must be asked. */
  | { readonly type: "linksDoubtful"; readonly nowMs: number }
  | { readonly type: "linkClosed"; readonly nowMs: number; readonly link: LinkId }
  | { readonly type: "connectFailed"; readonly nowMs: number; readonly address: Address }
  | { readonly type: "received"; readonly nowMs: number; readonly link: LinkId; readonly message: Message }
  | { readonly type: "misbehaved"; readonly nowMs: number; readonly link: LinkId; readonly reason: string }
  /** Our agent closed a segment: `trials` are opaque bytes here. */
  | { readonly type: "publish"; readonly nowMs: number; readonly draft: SegmentDraft }
  | { readonly type: "segmentSigned"; readonly nowMs: number; readonly segment: Segment }
  /** What others should know of us now (name, running trials, cores): replaces the previous one. */
  | {
      readonly type: "setStatus";
      readonly nowMs: number;
      readonly body: Uint8Array;
      readonly done?: boolean;
      /** The body waits for the next status that is due anyway. */
      readonly quiet?: boolean;
    }
  | { readonly type: "statusSigned"; readonly nowMs: number; readonly status: SignedStatus }
  /** What runs here now, for our neighbours alone: replaces the previous one. At most `MAX_RUNNING_BYTES`, opaque here. */
  | { readonly type: "setRunning"; readonly nowMs: number; readonly body: Uint8Array }
  /** What a person allows from now on to be sent over all links together. */
  | { readonly type: "limitUpload"; readonly nowMs: number; readonly bytesPerSecond: number }
  | { readonly type: "wordSigned"; readonly nowMs: number; readonly word: SignedWord }
  | { readonly type: "proofSigned"; readonly nowMs: number; readonly link: LinkId; readonly signature: Uint8Array }
  /** From our own store, at start: verified when first received. */
  | { readonly type: "restored"; readonly nowMs: number; readonly segments: readonly Segment[] }
  /** The same of what else was kept; before the segments, so that banned logs are not taken in. */
  | {
      readonly type: "restoredEvidence";
      readonly nowMs: number;
      readonly proofs: readonly ForkProof[];
      readonly notes: readonly SignedNote[];
    }
  /** Signed here with keys that are not this peer's, which writes and speaks for them. */
  | {
      readonly type: "adopted";
      readonly nowMs: number;
      readonly segments: readonly Segment[];
      readonly notes: readonly SignedNote[];
    }
  | PublishNoteEvent
  | { readonly type: "noteSigned"; readonly nowMs: number; readonly note: SignedNote }
  | BoardEvent
  | PreviewEvent
  | { readonly type: "stop"; readonly nowMs: number };

/** Our agent says something apart from its log; `body` is opaque here, at most `maxNoteBodyBytes(kind)`. */
export interface PublishNoteEvent {
  readonly type: "publishNote";
  readonly nowMs: number;
  readonly kind: NoteKind;
  readonly body: Uint8Array;
}

/** What our agent does about previews: the best trials that an end knows, unsigned. */
export type PreviewEvent =
  /** For whoever asked for it (`previewWanted`); at most `MAX_PREVIEW_BYTES`, opaque here. Ignored once the link is gone. */
  | { readonly type: "previewMade"; readonly nowMs: number; readonly link: LinkId; readonly body: Uint8Array }
  /** Segments that the link's preview names: asked of it before others, what it has not got is forgotten. */
  | {
      readonly type: "seek";
      readonly nowMs: number;
      readonly link: LinkId;
      readonly places: readonly SegmentPlace[];
    };

/** What our agent does about epochs. Bodies and records are opaque here. */
export type BoardEvent =
  /** What we found of the open epoch, on our head; at most `MAX_CELLS_BODY_BYTES`. */
  | { readonly type: "publishCells"; readonly nowMs: number; readonly body: Uint8Array }
  | { readonly type: "cellsSigned"; readonly nowMs: number; readonly cells: SignedCells }
  /** We closed the open epoch. `record` says how it ended, the same bytes for whoever held the same cells. */
  | { readonly type: "epochClosed"; readonly nowMs: number; readonly record: Uint8Array }
  /** We take over others' chain from `from` on (`epochsOffered`); ignored if it does not beat ours any more. */
  | {
      readonly type: "epochsReplaced";
      readonly nowMs: number;
      readonly from: number;
      readonly records: readonly Uint8Array[];
    }
  /** From our own store, at start. */
  | {
      readonly type: "restoredBoard";
      readonly nowMs: number;
      readonly records: readonly Uint8Array[];
      readonly cells: readonly SignedCells[];
    };

/** What the core wants done. In order. */
export type Effect =
  | { readonly type: "send"; readonly link: LinkId; readonly message: Message }
  | { readonly type: "connect"; readonly address: Address }
  | { readonly type: "disconnect"; readonly link: LinkId; readonly reason: string }
  /** Sign `bytes`, then `segmentSigned` with `{ ...unsigned, signature }`. */
  | {
      readonly type: "signSegment";
      readonly draft: SegmentDraft;
      readonly unsigned: UnsignedSegment;
      readonly bytes: Uint8Array;
    }
  /** Sign `bytes`, then `statusSigned` with `{ ...unsigned, signature }`. */
  | {
      readonly type: "signStatus";
      readonly draft: StatusDraft;
      readonly unsigned: UnsignedStatus;
      readonly bytes: Uint8Array;
    }
  /** Sign `bytes`, then `wordSigned` with `{ ...unsigned, signature }`. */
  | { readonly type: "signWord"; readonly unsigned: UnsignedWord; readonly bytes: Uint8Array }
  /** Sign `bytes`, then `noteSigned` with `{ ...unsigned, signature }`. */
  | { readonly type: "signNote"; readonly unsigned: UnsignedNote; readonly bytes: Uint8Array }
  /** Sign `bytes`, then `proofSigned`. */
  | { readonly type: "signProof"; readonly link: LinkId; readonly bytes: Uint8Array }
  | { readonly type: "persist"; readonly segments: readonly Segment[] }
  /** Foreign segments that are new to us, each once, in any order, but none before its basis. */
  | { readonly type: "deliver"; readonly segments: readonly Segment[] }
  /** Logs have grown by segments that are not here: their counts are news. */
  | { readonly type: "counts" }
  /** There was no room for these any more: they need not be kept. Never of the own profile. */
  | {
      readonly type: "letGo";
      readonly segments: readonly { readonly log: LogId; readonly index: number }[];
      readonly logs: readonly LogId[];
    }
  /** A peer's status is new or has changed; `body` as its agent set it. */
  | {
      readonly type: "peerStatus";
      readonly log: LogId;
      readonly peer: PeerId;
      readonly body: Uint8Array;
      /** How long ago it was said, as far as is known. */
      readonly ageMs: number;
    }
  /** What runs at a neighbour, as its agent said (`setRunning`); null: it is no neighbour any more. */
  | { readonly type: "peerRunning"; readonly log: LogId; readonly peer: PeerId; readonly body: Uint8Array | null }
  /** A neighbour that holds little asks for the best trials known here: `previewMade` answers. */
  | { readonly type: "previewWanted"; readonly link: LinkId }
  /** The best trials that a neighbour says it knows, because we asked; nobody has signed for them. */
  | { readonly type: "preview"; readonly link: LinkId; readonly body: Uint8Array }
  /** No sign of life of this log for too long, others miss it, or it said goodbye; or among very many it is followed no more. */
  | { readonly type: "peerGone"; readonly log: LogId; readonly peer: PeerId; readonly said: boolean }
  /** This key signed two histories of one log: its segments are dropped, its links closed, its trials not to be trusted. */
  | { readonly type: "banned"; readonly peer: PeerId; readonly logs: readonly LogId[] }
  /** A note is held that was not: the own ones, too. One of the same key, kind and sequence is not held any more. */
  | { readonly type: "noteHeld"; readonly note: SignedNote }
  /** Sign `bytes`, then `cellsSigned` with `{ ...unsigned, signature }`. */
  | { readonly type: "signCells"; readonly unsigned: UnsignedCells; readonly bytes: Uint8Array }
  /** Batches for the open epoch on our head, each exactly once: all but those that this start published. */
  | { readonly type: "cells"; readonly cells: readonly SignedCells[] }
  /** A neighbour's chain beats ours, which agrees with it before `from`. Taken over by `epochsReplaced`, or not at all. */
  | { readonly type: "epochsOffered"; readonly from: number; readonly records: readonly Uint8Array[] }
  /** Cells of the open epoch have changed, or (`turned`) records, too: they should be kept. */
  | { readonly type: "boardChanged"; readonly turned: boolean }
  /** How long the study has been going on is known for certain only now, or better than before. */
  | { readonly type: "studyTime" }
  /** Ask the seed again for addresses. */
  | { readonly type: "rendezvous" }
  /** We slept: what is under way outside, a question to the seed or a dial, has probably been given up. */
  | { readonly type: "woke" };

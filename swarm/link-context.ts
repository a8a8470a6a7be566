import type { Board } from "./board/board.ts";
import type { SignedCells } from "./board/signed-cells.ts";
import type { LinkId } from "./ids.ts";
import type { Inbox } from "./inbox.ts";
import type { Link, Surroundings } from "./link/link.ts";
import type { HeldNotes } from "./notes/held-notes.ts";
import type { SignedNote } from "./notes/note.ts";
import type { Presence } from "./presence/presence.ts";
import type { SignedStatus } from "./presence/status.ts";
import type { SignedWord } from "./presence/word.ts";
import type { Sharing } from "./spread/sharing.ts";
import type { Message, SegmentsMessage } from "./wire/message.ts";
import type { News, SignatureContext } from "./wire/signatures.ts";

/** What of a core says which signatures need no check. */
export interface ContextParts {
  readonly around: Surroundings;
  readonly inbox: Inbox;
  readonly presence: Presence;
  readonly sharing: Sharing;
  readonly notes: HeldNotes;
  readonly board: Board;
}

const NO_NEWS: News = { segments: [], headers: [] };

/** One link's; made for every message. */
export class LinkContext implements SignatureContext {
  private readonly parts: ContextParts;
  private readonly id: LinkId;

  constructor(parts: ContextParts, id: LinkId) {
    this.parts = parts;
    this.id = id;
  }

  get proofBytes(): Uint8Array | null {
    return this.link?.handshake.expected() ?? null;
  }

  get proofKey(): Uint8Array | null {
    return this.link?.handshake.theirs?.publicKey ?? null;
  }

  admits(message: Message): boolean {
    return this.parts.inbox.admits(this.id, message);
  }

  newsOf(message: SegmentsMessage): News {
    const { link } = this;
    return link === undefined ? NO_NEWS : this.parts.sharing.newsOf(link, message);
  }

  knowsStatus(status: SignedStatus): boolean {
    return this.parts.presence.knows(status);
  }

  knowsWord(word: SignedWord): boolean {
    return this.parts.sharing.words.knows(word);
  }

  knowsNote(note: SignedNote): boolean {
    const { notes } = this.parts;
    return !notes.admits(note) || notes.knows(note);
  }

  knowsCells(cells: SignedCells): boolean {
    return this.parts.board.knows(cells);
  }

  private get link(): Link | undefined {
    return this.parts.around.links.get(this.id);
  }
}

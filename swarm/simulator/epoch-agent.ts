import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { SignedCells } from "../board/signed-cells.ts";
import type { Effect } from "../events.ts";
import { bytesEqual } from "../ids.ts";
import type { Participant, World } from "./participant.ts";

export interface EpochAgentOptions {
  /** An epoch closes for whoever holds a result of each. */
  readonly cells: number;
  /** Epochs to close; then there is nothing left to do. */
  readonly epochs: number;
  /** Between two of its results: from nothing to this long. */
  readonly pauseMs: number;
  /** Two tabs that take the same cell find different values. */
  readonly noise: boolean;
}

const RESULT_BYTES = 6;

/** Stands in for the agent: takes cells nobody has brought yet, and closes epochs. Of two results the smaller counts. */
export class EpochAgent {
  /** Batches handed over, to be counted. */
  readonly heard: SignedCells[] = [];
  offers = 0;
  private readonly world: World;
  private readonly tab: Participant;
  private readonly options: EpochAgentOptions;
  private results = new Map<number, number>();
  private head: Uint8Array = new Uint8Array(0);
  private starts = 0;

  constructor(world: World, tab: Participant, options: EpochAgentOptions) {
    this.world = world;
    this.tab = tab;
    this.options = options;
    tab.onBoard = (effect) => this.hear(effect);
    this.start();
  }

  /** Also after the tab has been opened again: nothing but what the board kept is known. */
  start(): void {
    this.starts += 1;
    this.follow();
    this.workLater(this.starts);
  }

  private hear(effect: Effect): void {
    if (effect.type === "epochsOffered") {
      this.offers += 1;
      const { from, records } = effect;
      this.soon(() => this.tab.step({ type: "epochsReplaced", nowMs: this.world.nowMs, from, records }));
    }
    if (effect.type !== "cells") return;
    this.follow();
    for (const cells of effect.cells) {
      this.heard.push(cells);
      for (let at = 0; at < cells.body.length; at += RESULT_BYTES)
        this.merge(cells.body.subarray(at, at + RESULT_BYTES));
    }
    this.closeIfFull();
  }

  /** What is known is of the open epoch on this head alone. */
  private follow(): void {
    const { head } = this.tab.core.board();
    if (bytesEqual(head, this.head)) return;
    this.head = head;
    this.results = new Map();
  }

  private merge(result: Uint8Array): void {
    const view = new DataView(result.buffer, result.byteOffset, result.byteLength);
    const cell = view.getUint16(0);
    this.results.set(cell, Math.min(this.results.get(cell) ?? Number.POSITIVE_INFINITY, view.getUint32(2)));
  }

  private workLater(start: number): void {
    this.world.after(this.world.chance.between(0, this.options.pauseMs), () => {
      if (!this.tab.alive || start !== this.starts) return;
      this.work();
      this.workLater(start);
    });
  }

  private work(): void {
    this.follow();
    if (this.tab.frozen || this.isDone()) return;
    const missing = Array.from({ length: this.options.cells }, (_, i) => i).filter((cell) => !this.results.has(cell));
    const cell = this.world.chance.pick(missing);
    if (cell === undefined) return;
    const body = this.evaluate(cell);
    this.tab.step({ type: "publishCells", nowMs: this.world.nowMs, body });
    this.merge(body);
    this.closeIfFull();
  }

  private evaluate(cell: number): Uint8Array {
    const body = new Uint8Array(RESULT_BYTES);
    const view = new DataView(body.buffer);
    const who = this.options.noise ? this.tab.name : "";
    view.setUint16(0, cell);
    body.set(sha256(concatBytes(this.head, utf8ToBytes(`${cell} ${who}`))).subarray(0, 4), 2);
    return body;
  }

  private isDone(): boolean {
    return this.tab.core.board().records.length >= this.options.epochs;
  }

  private closeIfFull(): void {
    if (this.results.size < this.options.cells || this.isDone()) return;
    const { head } = this;
    this.soon(() => {
      if (!bytesEqual(head, this.tab.core.board().head)) return;
      const found = [...this.results].sort(([a], [b]) => a - b).flat();
      const record = sha256(utf8ToBytes(found.join(" "))).slice(0, 20);
      this.tab.step({ type: "epochClosed", nowMs: this.world.nowMs, record });
      this.follow();
    });
  }

  /** Events that come up while effects are carried out wait their turn. */
  private soon(act: () => void): void {
    this.world.after(0, act);
  }
}

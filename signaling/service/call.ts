import * as v from "valibot";
import type { Answer } from "../http-study/answer.ts";
import type { Caller, Studies } from "./studies.ts";

/** Who may make a call: anybody; whoever has a token of the study; its owner alone. */
export type Access = "anybody" | "member" | "owner";

/** One call of the API: all that serving and describing it needs. */
export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below `/api/v1`, with names after colons. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly body: v.GenericSchema | null;
  readonly query: v.GenericSchema | null;
  readonly status: number;
  readonly answer: v.GenericSchema;
  /** Nothing is answered before what it changed is on disk. */
  readonly isKept: boolean;
  readonly run: (asked: Asked) => Answer<unknown> | Promise<Answer<unknown>>;
}

export interface Asked {
  readonly studies: Studies;
  readonly body: unknown;
  readonly query: unknown;
  /** Of the path: which trial. */
  readonly number: number;
  readonly network: string;
  readonly wallMs: number;
  /** Of calls that not anybody may make. */
  readonly caller: Caller;
}

type Parts<B, Q> = Omit<Asked, "body" | "query"> & { readonly body: B; readonly query: Q };

interface CallOf<B extends v.GenericSchema | null, Q extends v.GenericSchema | null> {
  readonly body: B;
  readonly query: Q;
  readonly run: (
    asked: Parts<
      B extends v.GenericSchema ? v.InferOutput<B> : undefined,
      Q extends v.GenericSchema ? v.InferOutput<Q> : undefined
    >,
  ) => Answer<unknown> | Promise<Answer<unknown>>;
}

/** A call whose body and query have the types that their schemas say: they were read by those. */
export const call = <B extends v.GenericSchema | null, Q extends v.GenericSchema | null>(
  about: Omit<Call, "body" | "query" | "run"> & CallOf<B, Q>,
): Call => about as unknown as Call;

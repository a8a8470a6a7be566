import type { FastifyReply } from "fastify";

export interface Refusal {
  readonly statusCode: number;
  /** For programs. */
  readonly error: string;
  /** For people. */
  readonly message: string;
}

export const refusal = (statusCode: number, error: string, message: string): Refusal => ({
  statusCode,
  error,
  message,
});

export function refuse(reply: FastifyReply, statusCode: number, error: string, message: string): FastifyReply {
  return reply.code(statusCode).send(refusal(statusCode, error, message));
}

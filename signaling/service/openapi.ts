import type * as v from "valibot";
import type { Call } from "./call.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import * as shapes from "./shapes.ts";

const TOKEN_OF: Readonly<Record<Call["access"], string>> = {
  anybody: "",
  member: " Any token of the study.",
  owner: " The owner's token.",
};

/** The API as OpenAPI 3.1, made from the schemas by which it is served. */
export function openApiOf(calls: readonly Call[], version: string): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const call of calls) {
    const path = call.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operation(call, path) };
  }
  paths["/studies/{study}/events"] = { get: EVENTS };
  return {
    openapi: "3.1.0",
    info: { title: "Waggle: studies over HTTP", version },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Refusal: jsonSchemaOf(shapes.Refused) },
    },
  };
}

function operation(call: Call, path: string): JsonSchema {
  const { summary, access, body, query, status, answer } = call;
  return {
    summary: `${summary}.${TOKEN_OF[access]}`,
    ...(access === "anybody" ? {} : { security: [{ token: [] }] }),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === null
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: jsonSchemaOf(body) } } } }),
    responses: {
      [status]: { description: "Done", content: { "application/json": { schema: jsonSchemaOf(answer) } } },
      "4XX": REFUSED,
      "503": REFUSED,
    },
  };
}

const REFUSED = {
  description: "Refused: `error` is for programs, `message` for people",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
};

const EVENTS = {
  summary: "Every trial that ends, as server-sent events `trial` whose id is its place. Any token of the study.",
  security: [{ token: [] }],
  parameters: [
    ...pathParameters("/studies/{study}/events"),
    ...queryParameters(shapes.After),
    { name: "last-event-id", in: "header", required: false, schema: { type: "string", pattern: "^\\d{1,15}$" } },
  ],
  responses: {
    "200": { description: "A stream without end", content: { "text/event-stream": { schema: { type: "string" } } } },
    "4XX": REFUSED,
    "503": REFUSED,
  },
};

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema:
      name === "study"
        ? { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" }
        : { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  }));
}

function queryParameters(query: v.GenericSchema | null): JsonSchema[] {
  if (query === null) return [];
  const { properties } = jsonSchemaOf(query);
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
}

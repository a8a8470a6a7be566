import type * as v from "valibot";

/** What OpenAPI 3.1 says of a value: JSON Schema 2020-12. */
export type JsonSchema = { readonly [key: string]: unknown };

interface Part {
  readonly kind: string;
  readonly type: string;
  readonly requirement?: unknown;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly unknown[];
  readonly item?: Part;
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly literal?: unknown;
  readonly pipe?: readonly Part[];
}

/** Of the schemas that this API is made of. Throws for any other, so that no call goes undescribed. */
export const jsonSchemaOf = (schema: v.GenericSchema): JsonSchema => describe(schema);

function describe(part: Part): JsonSchema {
  if (part.pipe === undefined) return plain(part);
  const [first, ...actions] = part.pipe;
  if (first === undefined) throw new Error("A pipe of nothing.");
  const described: Record<string, unknown> = { ...plain(first) };
  for (const action of actions) {
    // What follows is said of what the text becomes.
    if (action.type === "transform") break;
    Object.assign(described, rule(action, first.type));
  }
  return described;
}

function plain(part: Part): JsonSchema {
  switch (part.type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return { type: part.type };
    case "unknown":
      return {};
    case "literal":
      return { const: part.literal };
    case "picklist":
      return { enum: part.options };
    case "nullable":
      return { anyOf: [describe(wrappedIn(part)), { type: "null" }] };
    case "optional":
      return describe(wrappedIn(part));
    case "union":
    case "variant":
      return { anyOf: (part.options ?? []).map((option) => describe(option as Part)) };
    case "array":
      return { type: "array", items: part.item === undefined ? {} : describe(part.item) };
    case "record":
      return { type: "object", additionalProperties: part.value === undefined ? {} : describe(part.value) };
    case "object":
    case "loose_object":
    case "strict_object":
      return object(part);
    default:
      throw new Error(`No JSON Schema is known for "${part.type}".`);
  }
}

function object({ type, entries = {} }: Part): JsonSchema {
  const required = Object.keys(entries).filter((key) => entries[key]?.type !== "optional");
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, describe(entry)])),
    ...(required.length === 0 ? {} : { required }),
    ...(type === "strict_object" ? { additionalProperties: false } : {}),
  };
}

function rule({ type, requirement }: Part, of: string): JsonSchema {
  switch (type) {
    case "integer":
      return { type: "integer" };
    case "finite":
      return {};
    case "min_value":
      return { minimum: requirement };
    case "max_value":
      return { maximum: requirement };
    case "min_length":
      return of === "array" ? { minItems: requirement } : { minLength: requirement };
    case "max_length":
      return of === "array" ? { maxItems: requirement } : { maxLength: requirement };
    case "max_entries":
      return { maxProperties: requirement };
    case "regex":
      return { pattern: (requirement as RegExp).source };
    default:
      throw new Error(`No JSON Schema is known for "${type}".`);
  }
}

function wrappedIn({ wrapped }: Part): Part {
  if (wrapped === undefined) throw new Error("Nothing is wrapped.");
  return wrapped;
}

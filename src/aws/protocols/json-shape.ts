import type { NormalizedSchema } from '@smithy/core/schema';

/** Turns a value into what JSON.stringify writes as awsJson; undefined where a value is written as it stands. */
export type JsonShape = ((value: unknown) => unknown) | undefined;

interface ShapedMember {
  readonly name: string;
  readonly wireName: string;
  readonly shape: JsonShape;
}

// Simple schemas are numbers; these two timestamps are written as epoch seconds. See `@smithy/types`.
const timestampSchemas: readonly unknown[] = [4, 7];

/** A schema has something that only the SDK's own codec writes. */
export class UnshapedSchemaError extends Error {
  override readonly name = 'UnshapedSchemaError';
}

/**
 * Reads a schema once and for all, instead of at every answer as the SDK's codec does.
 *
 * @throws UnshapedSchemaError for big numbers, streams and other time formats
 */
export function jsonShape(
  schema: NormalizedSchema,
  known: Map<unknown, JsonShape> = new Map<unknown, JsonShape>(),
): JsonShape {
  if (schema.isStructSchema()) return structureShape(schema, known);
  if (schema.isListSchema()) return listShape(jsonShape(schema.getValueSchema(), known));
  if (schema.isMapSchema()) return mapShape(jsonShape(schema.getValueSchema(), known));
  if (schema.isTimestampSchema() && timestampSchemas.includes(schema.getSchema())) return epochSeconds;
  if (schema.isBlobSchema() && !schema.isStreaming()) return base64;
  if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return undefined;
  // A document is a JSON value already.
  if (schema.isBooleanSchema() || schema.isDocumentSchema()) return undefined;
  if (schema.isNumericSchema()) return finite;
  throw new UnshapedSchemaError(`${schema.getName(true)} is left to the codec`);
}

function structureShape(schema: NormalizedSchema, known: Map<unknown, JsonShape>): JsonShape {
  const seen = known.get(schema.getSchema());
  if (seen !== undefined) return seen;
  const members: ShapedMember[] = [];
  const shape = (value: unknown): unknown => {
    if (!isRecord(value)) return value;
    const result: Record<string, unknown> = {};
    for (const member of members) {
      const raw = value[member.name];
      if (raw !== undefined && raw !== null)
        result[member.wireName] = member.shape === undefined ? raw : member.shape(raw);
    }
    return result;
  };
  // Known before its members are read: a structure may contain itself.
  known.set(schema.getSchema(), shape);
  for (const [name, member] of schema.structIterator()) {
    const { jsonName } = member.getMergedTraits();
    members.push({ name, wireName: jsonName ?? name, shape: jsonShape(member, known) });
  }
  return shape;
}

function listShape(item: JsonShape): JsonShape {
  return (value) => {
    if (!Array.isArray(value)) return value;
    const present = value.filter((each) => each !== undefined && each !== null);
    return item === undefined ? present : present.map((each) => item(each));
  };
}

function mapShape(item: JsonShape): JsonShape {
  return (value) => {
    if (!isRecord(value)) return value;
    const present = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
    return Object.fromEntries(present.map(([key, each]) => [key, item === undefined ? each : item(each)]));
  };
}

function epochSeconds(value: unknown): unknown {
  return value instanceof Date ? value.getTime() / 1000 : value;
}

function base64(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** JSON has no NaN and no infinity: AWS writes them as strings. */
function finite(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

import type { NormalizedSchema } from '@smithy/core/schema';
import { serializationError } from './serialization-error.ts';

/** What the reader calls for a required member that is missing; it throws the service's own error. */
export type OnMissing = (path: string) => never;

const jsonTokens = {
  string: 'STRING_VALUE',
  number: 'NUMBER_VALUE',
  true: 'TRUE_VALUE',
  false: 'FALSE_VALUE',
  array: 'START_ARRAY',
  object: 'START_OBJECT',
} as const;

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return jsonTokens.string;
  if (typeof value === 'number') return jsonTokens.number;
  if (typeof value === 'boolean') return value ? jsonTokens.true : jsonTokens.false;
  return Array.isArray(value) ? jsonTokens.array : jsonTokens.object;
}

/** Deeper than any input of AWS; some of its shapes contain themselves, so that depth is the caller's choice. */
const maximumDepth = 64;

function mismatch(value: unknown, wanted: string): never {
  throw serializationError(`${tokenOf(value)} can not be converted to ${wanted}`);
}

/**
 * Reads a parsed JSON value by its schema: checks every type, drops unknown members and nulls, turns epoch seconds
 * into Date and base64 into bytes.
 *
 * @throws AwsError SerializationException on a wrong type or too deep a value; whatever `onMissing` throws for a missing member
 */
export function readJson(
  schema: NormalizedSchema,
  value: unknown,
  path: string,
  onMissing: OnMissing,
  depth = 0,
): unknown {
  if (depth > maximumDepth) throw serializationError('The request is nested too deeply');
  if (schema.isStructSchema()) return readStructure(schema, value, path, onMissing, depth);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return mismatch(value, 'a List');
    const item = schema.getValueSchema();
    return value
      .filter((each) => each !== null)
      .map((each, index) => readJson(item, each, `${path}.${index + 1}.member`, onMissing, depth + 1));
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) return mismatch(value, 'a Map');
    const item = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== null)
        .map(([key, each]) => [key, readJson(item, each, `${path}.${key}`, onMissing, depth + 1)]),
    );
  }
  return readScalar(schema, value);
}

function readStructure(
  schema: NormalizedSchema,
  value: unknown,
  path: string,
  onMissing: OnMissing,
  depth: number,
): Record<string, unknown> {
  if (!isRecord(value)) return mismatch(value, 'an Object');
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const raw = value[member.getMergedTraits().jsonName ?? name];
    if (raw === undefined || raw === null) continue;
    result[name] = readJson(member, raw, path === '' ? name : `${path}.${name}`, onMissing, depth + 1);
  }
  for (const name of requiredMembers(schema)) {
    if (result[name] === undefined) onMissing(path === '' ? name : `${path}.${name}`);
  }
  return result;
}

/** The members that a structure's model requires: its schema lists them first and says how many they are. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw)) return [];
  const names: unknown = raw[4];
  const count: unknown = raw[6];
  return Array.isArray(names) && typeof count === 'number' ? names.slice(0, count) : [];
}

function readScalar(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStringSchema()) return typeof value === 'string' ? value : mismatch(value, 'a String');
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? value : mismatch(value, 'a Boolean');
  if (schema.isTimestampSchema()) {
    const date = new Date(typeof value === 'number' ? Math.round(value * 1000) : Number.NaN);
    return Number.isNaN(date.getTime()) ? mismatch(value, 'a Timestamp') : date;
  }
  // A number that is written too large, as 1e999, was parsed to Infinity.
  if (schema.isNumericSchema()) return Number.isFinite(value) ? value : mismatch(value, 'a Number');
  if (schema.isBlobSchema())
    return typeof value === 'string'
      ? new Uint8Array(Buffer.from(value, 'base64'))
      : mismatch(value, 'a Blob');
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

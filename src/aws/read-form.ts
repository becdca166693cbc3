import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './errors.ts';
import { type OnMissing, requiredMembers } from './read-json.ts';

/** Query and EC2 Query differ in how a member is named and in whether lists are flattened. */
export type FormDialect = 'query' | 'ec2-query';

/** Form fields as a tree: `Tags.member.1.Key=k` is a leaf under Tags, member, 1, Key. */
interface FormNode {
  value?: string;
  children?: Map<string, FormNode>;
}

const maximumDepth = 32;

/**
 * Reads the fields of a form body (or query string) by the operation's input schema.
 *
 * @throws AwsError `MalformedInput` on a value of a wrong type; whatever `onMissing` throws for a missing member
 */
export function readForm(
  schema: NormalizedSchema,
  fields: URLSearchParams,
  dialect: FormDialect,
  onMissing: OnMissing,
): unknown {
  if (!schema.isStructSchema()) return {};
  return readStructure(schema, treeOf(fields), '', dialect, onMissing);
}

function treeOf(fields: URLSearchParams): FormNode {
  const root: FormNode = {};
  for (const [key, value] of fields) {
    const parts = key.split('.');
    if (parts.length > maximumDepth) throw malformed(`${parts[0]} is nested too deeply`);
    let node = root;
    for (const part of parts) {
      node.children ??= new Map();
      let child = node.children.get(part);
      if (child === undefined) {
        child = {};
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value;
  }
  return root;
}

function readStructure(
  schema: NormalizedSchema,
  node: FormNode,
  path: string,
  dialect: FormDialect,
  onMissing: OnMissing,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children?.get(fieldName(name, member, dialect));
    if (child === undefined) continue;
    const memberPath = path === '' ? name : `${path}.${name}`;
    const value = readValue(member, child, memberPath, dialect, onMissing);
    if (value !== undefined) result[name] = value;
  }
  for (const name of requiredMembers(schema)) {
    if (result[name] === undefined) onMissing(path === '' ? name : `${path}.${name}`);
  }
  return result;
}

function fieldName(name: string, member: NormalizedSchema, dialect: FormDialect): string {
  if (dialect === 'query') return wireName(member) ?? name;
  const ec2Name: unknown = member.getMergedTraits().ec2QueryName;
  if (typeof ec2Name === 'string') return ec2Name;
  const key = wireName(member) ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

/** The name that a schema's `xmlName` trait gives it on the wire. */
function wireName(schema: NormalizedSchema): string | undefined {
  const name: unknown = schema.getMergedTraits().xmlName;
  return typeof name === 'string' ? name : undefined;
}

function readValue(
  schema: NormalizedSchema,
  node: FormNode,
  path: string,
  dialect: FormDialect,
  onMissing: OnMissing,
): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node, path, dialect, onMissing);
  if (schema.isListSchema()) {
    const flat = dialect === 'ec2-query' || schema.getMergedTraits().xmlFlattened !== undefined;
    const itemSchema = schema.getValueSchema();
    const holder = flat ? node : node.children?.get(wireName(itemSchema) ?? 'member');
    return indexed(holder)
      .map(([index, item]) => readValue(itemSchema, item, `${path}.${index}.member`, dialect, onMissing))
      .filter((item) => item !== undefined);
  }
  if (schema.isMapSchema()) {
    const holder = schema.getMergedTraits().xmlFlattened !== undefined ? node : node.children?.get('entry');
    const keyName = wireName(schema.getKeySchema()) ?? 'key';
    const valueName = wireName(schema.getValueSchema()) ?? 'value';
    return Object.fromEntries(
      indexed(holder).map(([, entry]) => [
        entry.children?.get(keyName)?.value ?? '',
        readValue(schema.getValueSchema(), entry.children?.get(valueName) ?? {}, path, dialect, onMissing),
      ]),
    );
  }
  return node.value === undefined ? undefined : readScalar(schema, node.value, path);
}

/** List members by number: gaps are tolerated, order is by number. */
function indexed(node: FormNode | undefined): [number, FormNode][] {
  return [...(node?.children ?? [])]
    .filter(([key]) => /^\d{1,5}$/.test(key))
    .map(([key, child]): [number, FormNode] => [Number(key), child])
    .sort(([a], [b]) => a - b);
}

function readScalar(schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isStringSchema()) return text;
  if (schema.isBooleanSchema()) {
    const lower = text.toLowerCase();
    if (lower === 'true' || lower === 'false') return lower === 'true';
    throw malformed(`Invalid value '${text.slice(0, 64)}' for boolean parameter ${path}`);
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) throw malformed(`Invalid timestamp for parameter ${path}`);
    return date;
  }
  if (schema.isNumericSchema()) {
    if (text === '') return undefined;
    const number = Number(text);
    if (Number.isFinite(number)) return number;
    throw malformed(`Invalid value '${text.slice(0, 64)}' for numeric parameter ${path}`);
  }
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedInput', message);
}

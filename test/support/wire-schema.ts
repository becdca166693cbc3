import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticListSchema, StaticStructureSchema } from '@smithy/types';

const string = 0;
const number = 1;
const boolean = 2;
const timestamp = 4;
const blob = 21;
const listOf = 64;
const mapOf = 128;

const item: StaticStructureSchema = [3, 'test', 'Item', 0, ['key', 'value'], [string, number], 1];
const items: StaticListSchema = [1, 'test', 'Items', 0, () => item];
const nodes: StaticListSchema = [1, 'test', 'Nodes', 0, () => node];
const node: StaticStructureSchema = [
  3,
  'test',
  'Node',
  0,
  ['name', 'count', 'flag', 'at', 'bytes', 'names', 'counts', 'labels', 'item', 'items', 'nodes'],
  [
    string,
    number,
    boolean,
    timestamp,
    blob,
    listOf | string,
    listOf | number,
    mapOf | string,
    () => item,
    () => items,
    () => nodes,
  ],
  1,
];

/** An input shape as an SDK describes it: one member of each kind, `name` required, and `nodes` like itself. */
export const wireSchema: NormalizedSchema = NormalizedSchema.of(node);

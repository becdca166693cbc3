import { expect, test } from 'vitest';
import { AwsError } from '../../../src/aws/errors.ts';
import { readJson } from '../../../src/aws/read-json.ts';
import { wireSchema } from '../../support/wire-schema.ts';

function read(value: unknown): unknown {
  return readJson(wireSchema, value, '', (path) => {
    throw new AwsError('MissingMember', path);
  });
}

function refusal(value: unknown): unknown {
  try {
    return read(value);
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : error;
  }
}

test('reads every kind of member', () => {
  expect(
    read({
      name: 'web',
      count: 1.5,
      flag: false,
      at: 1_700_000_000.123,
      bytes: 'AAH/',
      names: ['a', ''],
      counts: [],
      labels: { a: 'b', '': 'c' },
      item: { key: 'k' },
      items: [{ key: 'k', value: 0 }],
      nodes: [{ name: 'child', nodes: [{ name: 'grandchild' }] }],
    }),
  ).toEqual({
    name: 'web',
    count: 1.5,
    flag: false,
    at: new Date(1_700_000_000_123),
    bytes: new Uint8Array([0, 1, 255]),
    names: ['a', ''],
    counts: [],
    labels: { a: 'b', '': 'c' },
    item: { key: 'k' },
    items: [{ key: 'k', value: 0 }],
    nodes: [{ name: 'child', nodes: [{ name: 'grandchild' }] }],
  });
});

test('ignores members that the model does not have, and nulls', () => {
  expect(
    read({
      name: 'web',
      Name: 'x',
      unknown: {},
      count: null,
      names: ['a', null],
      labels: { a: null, b: 'c' },
    }),
  ).toEqual({ name: 'web', names: ['a'], labels: { b: 'c' } });
});

test('takes no member from the prototype of a value', () => {
  const value = JSON.parse('{"name": "web", "labels": {"__proto__": "x"}, "__proto__": {"count": 1}}');
  expect(read(value)).toEqual({ name: 'web', labels: JSON.parse('{"__proto__": "x"}') });
  expect(Object.prototype).not.toHaveProperty('count');
});

test.each([
  [{}, 'name'],
  [{ name: null }, 'name'],
  [{ name: 'web', item: {} }, 'item.key'],
  [{ name: 'web', items: [{ key: 'k' }, { value: 1 }] }, 'items.2.member.key'],
  [{ name: 'web', nodes: [{ name: 'child', nodes: [{}] }] }, 'nodes.1.member.nodes.1.member.name'],
])('says which member %j lacks', (value, path) => {
  expect(refusal(value)).toBe(`MissingMember: ${path}`);
});

test.each([
  [[], 'START_ARRAY can not be converted to an Object'],
  ['text', 'STRING_VALUE can not be converted to an Object'],
  [{ name: 1 }, 'NUMBER_VALUE can not be converted to a String'],
  [{ name: true }, 'TRUE_VALUE can not be converted to a String'],
  [{ name: {} }, 'START_OBJECT can not be converted to a String'],
  [{ count: '1' }, 'STRING_VALUE can not be converted to a Number'],
  [JSON.parse('{"count": 1e999}'), 'NUMBER_VALUE can not be converted to a Number'],
  [{ flag: 'true' }, 'STRING_VALUE can not be converted to a Boolean'],
  [{ flag: 0 }, 'NUMBER_VALUE can not be converted to a Boolean'],
  [{ at: '2026-01-01' }, 'STRING_VALUE can not be converted to a Timestamp'],
  [{ at: 1e300 }, 'NUMBER_VALUE can not be converted to a Timestamp'],
  [{ bytes: [1] }, 'START_ARRAY can not be converted to a Blob'],
  [{ names: 'a' }, 'STRING_VALUE can not be converted to a List'],
  [{ names: { 0: 'a' } }, 'START_OBJECT can not be converted to a List'],
  [{ names: ['a', false] }, 'FALSE_VALUE can not be converted to a String'],
  [{ labels: [] }, 'START_ARRAY can not be converted to a Map'],
  [{ labels: { a: 1 } }, 'NUMBER_VALUE can not be converted to a String'],
  [{ item: 'k' }, 'STRING_VALUE can not be converted to an Object'],
  [{ items: [[]] }, 'START_ARRAY can not be converted to an Object'],
])('refuses %j', (value, message) => {
  expect(refusal(value)).toBe(`SerializationException: ${message}`);
});

test('refuses what is nested deeper than any request of AWS', () => {
  let value: object = { name: 'leaf' };
  for (let depth = 0; depth < 100_000; depth++) value = { name: 'node', nodes: [value] };
  expect(refusal(value)).toBe('SerializationException: The request is nested too deeply');
});

import { NormalizedSchema } from '@smithy/core/schema';
import type {
  SchemaTraitsObject,
  StaticListSchema,
  StaticMapSchema,
  StaticStructureSchema,
} from '@smithy/types';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/aws/errors.ts';
import { type FormDialect, readForm } from '../../../src/aws/read-form.ts';
import { wireSchema } from '../../support/wire-schema.ts';

function read(
  fields: string,
  dialect: FormDialect = 'query',
  schema: NormalizedSchema = wireSchema,
): unknown {
  return readForm(schema, new URLSearchParams(fields), dialect, (path) => {
    throw new AwsError('MissingMember', path);
  });
}

function refusal(fields: string, dialect: FormDialect = 'query'): unknown {
  try {
    return read(fields, dialect);
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : error;
  }
}

describe('Query', () => {
  test.each([
    ['text, percent and plus signs decoded', 'name=a%20b+c%C3%A9', { name: 'a b cé' }],
    ['an empty text', 'name=', { name: '' }],
    ['a number', 'name=n&count=-1.5', { name: 'n', count: -1.5 }],
    ['an empty number as none', 'name=n&count=', { name: 'n' }],
    ['booleans in any case', 'name=n&flag=True', { name: 'n', flag: true }],
    ['a time', 'name=n&at=2026-01-02T03:04:05.678Z', { name: 'n', at: new Date('2026-01-02T03:04:05.678Z') }],
    ['a blob', 'name=n&bytes=AAH%2F', { name: 'n', bytes: new Uint8Array([0, 1, 255]) }],
    ['a list', 'name=n&names.member.1=a&names.member.2=b', { name: 'n', names: ['a', 'b'] }],
    [
      'a list with gaps, by its numbers',
      'name=n&names.member.10=c&names.member.9=b&names.member.2=a',
      { name: 'n', names: ['a', 'b', 'c'] },
    ],
    ['an empty list', 'name=n&names=', { name: 'n', names: [] }],
    [
      'a list without its empty numbers',
      'name=n&counts.member.1=&counts.member.2=2',
      { name: 'n', counts: [2] },
    ],
    [
      'list entries that are none as nothing',
      'name=n&names.member.1.x=a&names.member.y=b',
      { name: 'n', names: [] },
    ],
    [
      'a list of structures',
      'name=n&items.member.1.key=a&items.member.1.value=1&items.member.2.key=b',
      { name: 'n', items: [{ key: 'a', value: 1 }, { key: 'b' }] },
    ],
    ['a structure', 'name=n&item.key=a', { name: 'n', item: { key: 'a' } }],
    [
      'a map',
      'name=n&labels.entry.1.key=a&labels.entry.1.value=b&labels.entry.2.key=__proto__&labels.entry.2.value=c',
      { name: 'n', labels: JSON.parse('{"a": "b", "__proto__": "c"}') },
    ],
    [
      'structures within structures',
      'name=n&nodes.member.1.name=a&nodes.member.1.nodes.member.1.name=b',
      { name: 'n', nodes: [{ name: 'a', nodes: [{ name: 'b' }] }] },
    ],
    [
      'nothing from fields that the model lacks',
      'Action=A&Version=V&name=n&Name=x&__proto__.count=1',
      { name: 'n' },
    ],
    ['the last of two fields of one name', 'name=a&name=b', { name: 'b' }],
  ])('reads %s', (_, fields, value) => {
    expect(read(fields)).toEqual(value);
  });

  test.each([
    ['', 'MissingMember: name'],
    ['name=n&item.value=1', 'MissingMember: item.key'],
    ['name=n&items.member.1.key=a&items.member.3.value=1', 'MissingMember: items.3.member.key'],
    ['name=n&flag=yes', "MalformedInput: Invalid value 'yes' for boolean parameter flag"],
    ['name=n&count=1x', "MalformedInput: Invalid value '1x' for numeric parameter count"],
    ['name=n&count=Infinity', "MalformedInput: Invalid value 'Infinity' for numeric parameter count"],
    [
      'name=n&items.member.1.key=a&items.member.1.value=x',
      "MalformedInput: Invalid value 'x' for numeric parameter items.1.member.value",
    ],
    ['name=n&at=yesterday', 'MalformedInput: Invalid timestamp for parameter at'],
    [`name=n&nodes${'.member.1.nodes'.repeat(20)}=`, 'MalformedInput: nodes is nested too deeply'],
  ])('refuses %s', (fields, text) => {
    expect(refusal(fields)).toBe(text);
  });

  test('follows the names and flattened lists and maps of the model', () => {
    const named: StaticListSchema = [1, 'test', 'Named', 0, [0, 'test', 'Name', { xmlName: 'Name' }, 0]];
    const map: StaticMapSchema = [
      2,
      'test',
      'Map',
      0,
      [0, 'test', 'Key', { xmlName: 'K' }, 0],
      [0, 'test', 'Value', { xmlName: 'V' }, 0],
    ];
    const flattened: SchemaTraitsObject = { xmlFlattened: 1 };
    const shape: StaticStructureSchema = [
      3,
      'test',
      'Shape',
      0,
      ['text', 'named', 'flat', 'map'],
      [[0, { xmlName: 'Text' }], () => named, [64, flattened], [() => map, flattened]],
    ];
    expect(
      read(
        'Text=t&named.Name.1=a&flat.1=b&flat.2=c&map.1.K=k&map.1.V=v',
        'query',
        NormalizedSchema.of(shape),
      ),
    ).toEqual({ text: 't', named: ['a'], flat: ['b', 'c'], map: { k: 'v' } });
  });
});

describe('EC2 Query', () => {
  test('capitalises names and flattens every list', () => {
    expect(
      read('Name=n&Names.1=a&Names.2=b&Items.1.Key=k&Items.1.Value=1&Item.Key=i&Nodes.1.Name=m', 'ec2-query'),
    ).toEqual({
      name: 'n',
      names: ['a', 'b'],
      items: [{ key: 'k', value: 1 }],
      item: { key: 'i' },
      nodes: [{ name: 'm' }],
    });
  });

  test('takes the names of the model before capitalised ones', () => {
    const shape: StaticStructureSchema = [
      3,
      'test',
      'Shape',
      0,
      ['groups', 'tags'],
      [
        [64, { xmlName: 'groupSet' }],
        [64, { xmlName: 'tagSet', ec2QueryName: 'Tag' }],
      ],
    ];
    expect(read('GroupSet.1=a&Tag.1=b', 'ec2-query', NormalizedSchema.of(shape))).toEqual({
      groups: ['a'],
      tags: ['b'],
    });
  });

  test('names a missing member by its path', () => {
    expect(refusal('Name=n&Items.1.Value=1', 'ec2-query')).toBe('MissingMember: items.1.member.key');
  });
});

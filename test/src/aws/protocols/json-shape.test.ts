import { JsonCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticStructureSchema } from '@smithy/types';
import { describe, expect, it } from 'vitest';
import { operationNames, operationSchemas } from '../../../../src/aws/operation-schemas.ts';
import { jsonShape, UnshapedSchemaError } from '../../../../src/aws/protocols/json-shape.ts';

const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });
const sdks = {
  ecs: await import('@aws-sdk/client-ecs'),
  logs: await import('@aws-sdk/client-cloudwatch-logs'),
  secretsManager: await import('@aws-sdk/client-secrets-manager'),
  ssm: await import('@aws-sdk/client-ssm'),
};

const deepest = 6;

/** A value with every member of the schema, lists of two, maps of two, and here and there one that is not wanted. */
function sample(schema: NormalizedSchema, depth = 0): unknown {
  if (schema.isStructSchema()) {
    if (depth >= deepest) return {};
    const members = [...schema.structIterator()].map(([name, member]) => [name, sample(member, depth + 1)]);
    return { ...Object.fromEntries(members), notInTheModel: 1 };
  }
  if (schema.isListSchema()) {
    const item = sample(schema.getValueSchema(), depth + 1);
    return [item, null, item];
  }
  if (schema.isMapSchema())
    return { one: sample(schema.getValueSchema(), depth + 1), 'two "2"': null, three: undefined };
  if (schema.isTimestampSchema()) return new Date(1_700_000_000_123);
  if (schema.isBlobSchema()) return new Uint8Array([0, 1, 254, 255]);
  if (schema.isBooleanSchema()) return false;
  if (schema.isNumericSchema()) return 1.5;
  if (schema.isDocumentSchema()) return { any: ['thing', 1, null, true] };
  return 'text "quoted"\n';
}

describe.each(Object.entries(sdks))('the JSON shape of %s', (_name, sdk) => {
  const outputs = operationNames({ ...sdk }).flatMap((name) => {
    const output = operationSchemas({ ...sdk }, name)?.output;
    return output === undefined || output.isUnitSchema() ? [] : [{ name, output }];
  });

  it.each(outputs)('writes $name as the SDK codec does', ({ output }) => {
    const value = sample(output);
    const serializer = codec.createSerializer();
    serializer.write(output, value);
    expect(JSON.stringify(jsonShape(output)?.(value))).toBe(serializer.flush().toString());
  });
});

describe('jsonShape', () => {
  const structure = (names: string[], members: StaticStructureSchema[5]) =>
    NormalizedSchema.of([3, 'test', 'Output', 0, names, members]);

  it('writes numbers that JSON does not have as text', () => {
    const shape = jsonShape(structure(['a', 'b'], [1, 1]));
    expect(shape?.({ a: Number.NaN, b: Number.NEGATIVE_INFINITY })).toEqual({ a: 'NaN', b: '-Infinity' });
  });

  it('leaves a time in another format to the codec', () => {
    expect(() => jsonShape(structure(['at'], [5]))).toThrow(UnshapedSchemaError);
  });
});

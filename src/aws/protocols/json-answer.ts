import { JsonCodec } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { AwsError } from '../errors.ts';
import { type JsonShape, jsonShape, UnshapedSchemaError } from './json-shape.ts';
import type { WireAnswer } from './wire-answer.ts';

// 7 is smithy's "epoch seconds": what awsJson uses wherever a timestamp names no format of its own.
const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });

/** An operation's output in awsJson; an operation without output answers with an empty body. */
export function jsonAnswer(version: string, output: NormalizedSchema, value: object): WireAnswer {
  return { status: 200, contentType: contentTypeOf(version), headers: {}, body: jsonBody(output, value) };
}

type Writer = (value: object) => string;

/** By the output's schema, which lives as long as its SDK module does. */
const writers = new WeakMap<NormalizedSchema, Writer>();

function jsonBody(output: NormalizedSchema, value: object): string {
  const known = writers.get(output);
  if (known !== undefined) return known(value);
  const writer = writerOf(output);
  writers.set(output, writer);
  return writer(value);
}

function writerOf(output: NormalizedSchema): Writer {
  if (output.isUnitSchema()) return () => '';
  const shape = shapeOf(output);
  if (shape !== undefined) return (value) => JSON.stringify(shape(value));
  return (value) => {
    const serializer = codec.createSerializer();
    serializer.write(output, value);
    return serializer.flush().toString();
  };
}

function shapeOf(output: NormalizedSchema): JsonShape {
  try {
    return jsonShape(output);
  } catch (error) {
    if (error instanceof UnshapedSchemaError) return undefined;
    throw error;
  }
}

/** An error in awsJson: the code stands in the body for botocore and in the header for the other SDKs. */
export function jsonError(version: string, error: AwsError, status: number): WireAnswer {
  return {
    status,
    contentType: contentTypeOf(version),
    headers: { 'x-amzn-errortype': error.code },
    body: JSON.stringify({
      __type: error.code,
      message: error.message,
      Message: error.message,
      ...error.members,
    }),
  };
}

function contentTypeOf(version: string): string {
  return `application/x-amz-json-${version}`;
}

import { JsonCodec } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { AwsError } from '../errors.ts';
import type { WireAnswer } from './wire-answer.ts';

// 7 is smithy's "epoch seconds": what awsJson uses wherever a timestamp names no format of its own.
const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: true });

/** An operation's output in awsJson; an operation without output answers with an empty body. */
export function jsonAnswer(version: string, output: NormalizedSchema, value: object): WireAnswer {
  return { status: 200, contentType: contentTypeOf(version), headers: {}, body: jsonBody(output, value) };
}

function jsonBody(output: NormalizedSchema, value: object): string {
  if (output.isUnitSchema()) return '';
  const serializer = codec.createSerializer();
  serializer.write(output, value);
  return serializer.flush().toString();
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

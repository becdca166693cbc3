import { expect, test } from 'vitest';
import { constraintText, enumText, missingText } from '../../../src/aws/validation.ts';

test('words a missing member as AWS does', () => {
  expect(missingText('Tags.1.member.key')).toBe(
    "1 validation error detected: Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
  );
});

test('words a value outside of an enumeration as AWS does', () => {
  expect(enumText('GRPC2', 'ProtocolVersion', ['HTTP1', 'HTTP2'])).toBe(
    "1 validation error detected: Value 'GRPC2' at 'protocolVersion' failed to satisfy constraint: Member must satisfy enum value set: [HTTP1, HTTP2]",
  );
});

test('words a broken length as AWS does', () => {
  expect(constraintText("''", 'name', 'have length greater than or equal to 1')).toBe(
    "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
});

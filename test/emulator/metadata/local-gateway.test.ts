import { expect, test } from 'vitest';
import { localGateway } from '../../../emulator/metadata/local-gateway.ts';

test("finds this machine's own address in the network of another, and none where it is in no such network", () => {
  expect([localGateway('127.8.9.10'), localGateway('203.0.113.9')]).toEqual(['127.0.0.1', undefined]);
});

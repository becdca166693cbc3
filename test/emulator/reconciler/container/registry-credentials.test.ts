import { expect, test } from 'vitest';
import { parseRegistryCredentials } from '../../../../emulator/reconciler/container/registry-credentials.ts';

test('reads the user name and the password, and nothing else', () => {
  expect(parseRegistryCredentials('{"username":"u","password":"p","more":1}')).toEqual({
    username: 'u',
    password: 'p',
  });
});

test.each(['', 'hunter2', '"hunter2"', 'null', '{"username":"u"}', '{"username":"u","password":2}'])(
  'refuses %j without showing it',
  (text) => {
    expect(() => parseRegistryCredentials(text)).toThrow(
      /^the secret must be a JSON object with a username and a password$/,
    );
  },
);

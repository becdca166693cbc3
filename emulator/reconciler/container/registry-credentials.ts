import type { RegistryCredentials } from '../../runtime/runtime.ts';

/** Reads the secret of a private registry: `{"username": …, "password": …}`. Throws an Error that says what is wrong. */
export function parseRegistryCredentials(text: string): RegistryCredentials {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) throw new Error(malformed);
  const { username, password } = { username: undefined, password: undefined, ...value };
  if (typeof username !== 'string' || typeof password !== 'string') throw new Error(malformed);
  return { username, password };
}

const malformed = 'the secret must be a JSON object with a username and a password';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would show the secret.
    throw new Error(malformed);
  }
}

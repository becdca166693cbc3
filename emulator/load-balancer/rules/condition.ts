import { BlockList } from 'node:net';
import { linearRegex } from '../../../src/linear-regex.ts';
import type { RuleCondition } from '../snapshot.ts';
import type { RuleRequest } from './rule-request.ts';
import { compileWildcard, type TextTest } from './wildcard.ts';

export type RequestTest = (request: RuleRequest) => boolean;

/** Makes a condition ready to be asked. */
export function compileCondition(condition: RuleCondition): RequestTest {
  switch (condition.field) {
    case 'host-header': {
      const test = anyPattern(condition, true);
      return ({ host }) => test(host.toLowerCase());
    }
    case 'path-pattern': {
      const test = anyPattern(condition, false);
      return ({ path }) => test(path);
    }
    case 'http-header': {
      const test = anyPattern(condition, true);
      const name = condition.name.toLowerCase();
      return ({ rawHeaders }) => anyHeader(rawHeaders, name, test);
    }
    case 'query-string':
      return queryTest(condition.pairs);
    case 'http-request-method':
      return ({ method }) => condition.values.includes(method);
    case 'source-ip':
      return sourceTest(condition.values);
  }
}

/** Where letter case does not count the text that is asked has to be in lower case. */
function anyPattern(
  { values, regexes }: { readonly values: readonly string[]; readonly regexes: readonly string[] },
  ignoresCase: boolean,
): TextTest {
  const tests = values.map((value) => compileWildcard(ignoresCase ? value.toLowerCase() : value));
  for (const source of regexes) {
    const regex = linearRegex(ignoresCase ? lowerCased(source) : source);
    if (regex !== undefined) tests.push((text) => regex.test(text));
  }
  return (text) => tests.some((test) => test(text));
}

/** The linear engine does not know the flag `i`. What follows a backslash keeps its case: `\D` is not `\d`. */
function lowerCased(source: string): string {
  return source.replaceAll(/\\.|[A-Z]/g, (piece) => (piece.length === 1 ? piece.toLowerCase() : piece));
}

function anyHeader(rawHeaders: readonly string[], name: string, test: TextTest): boolean {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name && test((rawHeaders[i + 1] ?? '').toLowerCase())) return true;
  }
  return false;
}

function queryTest(pairs: readonly { readonly key?: string; readonly value: string }[]): RequestTest {
  const tests = pairs.map(({ key, value }) => ({
    key: key === undefined ? undefined : compileWildcard(key.toLowerCase(), true),
    value: compileWildcard(value.toLowerCase(), true),
  }));
  return ({ query }) =>
    query !== '' &&
    query
      .toLowerCase()
      .split('&')
      .some((part) => {
        const equals = part.indexOf('=');
        const key = equals === -1 ? part : part.slice(0, equals);
        const value = equals === -1 ? '' : part.slice(equals + 1);
        return tests.some((test) => (test.key?.(key) ?? true) && test.value(value));
      });
}

function sourceTest(cidrs: readonly string[]): RequestTest {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return ({ clientAddress }) => {
    const address = clientAddress.startsWith('::ffff:') ? clientAddress.slice(7) : clientAddress;
    return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  };
}

import { BlockList } from 'node:net';
import { linearRegex } from '../../../src/linear-regex.ts';
import type { RuleCondition } from '../snapshot.ts';
import type { AskedRequest } from './rule-request.ts';
import { compileWildcard, type TextTest } from './wildcard.ts';

export type RequestTest = (request: AskedRequest) => boolean;

/** Makes a condition ready to be asked. */
export function compileCondition(condition: RuleCondition): RequestTest {
  switch (condition.field) {
    case 'host-header': {
      const test = anyPattern(condition, true);
      return ({ host }) => test(host);
    }
    case 'path-pattern': {
      const test = anyPattern(condition, false);
      return ({ path }) => test(path);
    }
    case 'http-header': {
      const test = anyPattern(condition, true);
      const name = condition.name.toLowerCase();
      return (request) => request.header(name).some(test);
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
  const [only, more] = tests;
  if (only !== undefined && more === undefined) return only;
  return (text) => tests.some((test) => test(text));
}

/** The linear engine does not know the flag `i`. What follows a backslash keeps its case: `\D` is not `\d`. */
function lowerCased(source: string): string {
  return source.replaceAll(/\\.|[A-Z]/g, (piece) => (piece.length === 1 ? piece.toLowerCase() : piece));
}

function queryTest(pairs: readonly { readonly key?: string; readonly value: string }[]): RequestTest {
  const tests = pairs.map(({ key, value }) => ({
    key: key === undefined ? undefined : compileWildcard(key.toLowerCase(), true),
    value: compileWildcard(value.toLowerCase(), true),
  }));
  return ({ queryPairs }) =>
    queryPairs.some(([key, value]) => tests.some((test) => (test.key?.(key) ?? true) && test.value(value)));
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

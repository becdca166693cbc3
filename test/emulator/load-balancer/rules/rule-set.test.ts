import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCondition } from '../../../../emulator/load-balancer/rules/condition.ts';
import { AskedRequest } from '../../../../emulator/load-balancer/rules/rule-request.ts';
import { RuleSet } from '../../../../emulator/load-balancer/rules/rule-set.ts';
import type { RuleCondition, RuleRoute } from '../../../../emulator/load-balancer/snapshot.ts';

function rule(priority: number, ...conditions: RuleCondition[]): RuleRoute {
  const action = { type: 'fixed-response', statusCode: 200 } as const;
  return { ruleArn: `rule-${priority}`, priority, conditions, action, transforms: [] };
}

const hosts = fc.constantFrom('a.com', 'A.com', 'b.com', '*.com', 'x.a.com', '*.a.com', '?.com');
const paths = fc.constantFrom(
  '/',
  '/a',
  '/a/',
  '/a/*',
  '/a*',
  '/a/b',
  '/a/?',
  '/b/*',
  '*',
  '/*/b',
  '/b',
  '/a/b/*',
  '/a/b/c',
  '/a/b?',
  'x*',
);
const patterns = (field: 'host-header' | 'path-pattern', values: fc.Arbitrary<string>) =>
  fc
    .array(values, { minLength: 1, maxLength: 3 })
    .map((each): RuleCondition => ({ field, values: each, regexes: [] }));
const methods = fc
  .constantFrom('GET', 'POST')
  .map((each): RuleCondition => ({ field: 'http-request-method', values: [each] }));
const conditions = fc
  .tuple(
    fc.option(patterns('host-header', hosts), { nil: undefined }),
    fc.option(patterns('path-pattern', paths), { nil: undefined }),
    fc.option(methods, { nil: undefined }),
  )
  .map((each) => each.filter((condition) => condition !== undefined));
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  host: fc.constantFrom('a.com', 'A.COM', 'b.com', 'x.a.com', 'c.com'),
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/a/b',
    '/ab',
    '/b',
    '/b/c',
    '/c/b',
    '/A',
    '/a/b/',
    '/a/b/c',
    '/a/b/c/d',
    '*',
    'x',
    '//',
  ),
  query: fc.constant(''),
  headers: fc.constant({ raw: [] }),
  clientAddress: fc.constant('127.0.0.1'),
});

test('finds what asking one rule after the other finds', () => {
  fc.assert(
    fc.property(fc.array(conditions, { maxLength: 12 }), requests, (all, request) => {
      const rules = all.map((each, index) => rule(index + 1, ...each));
      const expected = rules.find((each) =>
        each.conditions.every((condition) => compileCondition(condition)(new AskedRequest(request))),
      );
      expect(new RuleSet(rules).match(request)?.ruleArn).toBe(expected?.ruleArn);
    }),
    { numRuns: 5000 },
  );
});

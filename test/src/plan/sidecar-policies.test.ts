import { describe, expect, test } from 'vitest';
import {
  applySidecarPolicy,
  readSidecarPolicies,
  type SidecarPolicy,
} from '../../../src/plan/sidecar-policies.ts';

const agent = { name: 'datadog-agent', image: 'public.ecr.aws/datadog/agent:7' };

describe('matching', () => {
  test.each<[SidecarPolicy['match'], boolean]>([
    [{ container: 'datadog-agent' }, true],
    [{ container: 'datadog-*' }, true],
    [{ container: '*' }, true],
    [{ container: 'datadog' }, false],
    [{ container: 'DATADOG-*' }, false],
    [{ container: 'datadog.agent' }, false],
    [{ image: 'public.ecr.aws/datadog/*' }, true],
    [{ image: '*/agent:*' }, true],
    [{ image: 'public.ecr.aws/datadog' }, false],
    [{ container: 'datadog-*', image: '*/datadog/*' }, true],
    [{ container: 'datadog-*', image: '*/envoy:*' }, false],
  ])('%j: %s', (match, matches) => {
    expect(applySidecarPolicy([{ match, action: 'skip' }], agent) !== undefined).toBe(matches);
  });

  test('the first policy that matches counts', () => {
    const policies: SidecarPolicy[] = [
      { match: { container: 'envoy' }, action: 'skip' },
      { match: { image: '*datadog*' }, action: 'healthy' },
      { match: { container: '*' }, action: 'skip' },
    ];
    expect(applySidecarPolicy(policies, agent)).toEqual({
      action: 'healthy',
      image: agent.image,
      reason: "Treated as healthy while it runs by Drydock's sidecar policy for the image *datadog*.",
    });
  });
});

test('a policy that replaces an image says which, and what it was', () => {
  const policy: SidecarPolicy = {
    match: { container: 'datadog-*', image: '*' },
    action: { replaceImage: 'busybox' },
  };
  expect(applySidecarPolicy([policy], agent)).toEqual({
    action: 'replaceImage',
    image: 'busybox',
    reason:
      "Runs busybox in the place of public.ecr.aws/datadog/agent:7 by Drydock's sidecar policy for the container datadog-* and the image *.",
  });
});

test('reads every form of policy', () => {
  const policies = [
    { match: { container: 'a-*' }, action: 'skip' },
    { match: { image: 'b' }, action: 'healthy' },
    { match: { container: 'c', image: 'd' }, action: { replaceImage: 'e' } },
  ];
  expect(readSidecarPolicies(JSON.stringify(policies))).toEqual(policies);
});

test.each([
  ['nonsense', 'it is not JSON'],
  ['{}', 'it is not a list of policies'],
  ['[1]', 'policy 1 is not an object'],
  ['[{"action":"skip"}]', 'policy 1 has no "match" with a "container" or an "image"'],
  ['[{"match":{},"action":"skip"}]', 'policy 1 has no "match" with a "container" or an "image"'],
  ['[{"match":{"name":"a"},"action":"skip"}]', 'the "match" of policy 1 has "name", which nobody knows'],
  ['[{"match":{"image":7},"action":"skip"}]', 'the "image" of policy 1 is not a pattern'],
  ['[{"match":{"container":""},"action":"skip"}]', 'the "container" of policy 1 is not a pattern'],
  [
    '[{"match":{"image":"a"},"action":"skip"},{"match":{"image":"a"},"action":"drop"}]',
    'the "action" of policy 2 is not "skip", "healthy" or {"replaceImage": "…"}',
  ],
  [
    '[{"match":{"image":"a"},"action":{"replaceImage":""}}]',
    'the "action" of policy 1 is not "skip", "healthy" or {"replaceImage": "…"}',
  ],
  ['[{"match":{"image":"a"},"actions":"skip"}]', 'policy 1 has "actions", which nobody knows'],
])('%s is refused with one sentence', (text, message) => {
  expect(() => readSidecarPolicies(text)).toThrow(new Error(message));
});

import { expect, test } from 'vitest';
import { changeKey } from '../../../src/state/change.ts';

test('changes have one key where kind and resource are the same, and only there', () => {
  expect([
    changeKey({ kind: 'task', arn: 'a' }),
    changeKey({ kind: 'service', arn: 'a' }),
    changeKey({ kind: 'service', arn: 'b' }),
    changeKey({ kind: 'routing' }),
    changeKey({ kind: 'cluster', arn: 'a' }),
    changeKey({ kind: 'container-instance', arn: 'a', clusterArn: 'b' }),
  ]).toEqual(['task a', 'service a', 'service b', 'routing', 'cluster a', 'container-instance a']);
});

import { expect, test } from 'vitest';
import { zoneRebalancing } from '../../../../../../src/services/ecs/service/settings/zone-rebalancing.ts';
import { deploymentSettings } from '../../../../../support/planner/deployment-settings.ts';

const settings = (maximumPercent: number, schedulingStrategy: 'REPLICA' | 'DAEMON' = 'REPLICA') => ({
  schedulingStrategy,
  deploymentConfiguration: { ...deploymentSettings(), maximumPercent },
});

test('it is what was asked for, else on wherever there is room for one task more', () => {
  expect(zoneRebalancing(undefined, settings(200))).toBe('ENABLED');
  expect(zoneRebalancing(undefined, settings(100))).toBe('DISABLED');
  expect(zoneRebalancing(undefined, settings(100, 'DAEMON'))).toBe('DISABLED');
  expect(zoneRebalancing('DISABLED', settings(200))).toBe('DISABLED');
});

test('it cannot be on where a task more is never allowed', () => {
  expect(() => zoneRebalancing('ENABLED', settings(100))).toThrow(
    'AvailabilityZoneRebalancing does not support maximumPercent <= 100',
  );
});

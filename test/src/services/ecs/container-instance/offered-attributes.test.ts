import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { offeredAttributes } from '../../../../../src/services/ecs/container-instance/offered-attributes.ts';
import { checkRunnable } from '../../../../../src/services/ecs/task/launch/unsupported-fields.ts';
import {
  requirableAttributes,
  requiredAttributes,
} from '../../../../../src/services/ecs/task-definition/required-attributes.ts';
import { logDrivers } from '../../../../../src/services/ecs/task-definition/rules/log-rules.ts';

const place = { availabilityZone: 'us-east-1a', subnetId: 'subnet-1', vpcId: 'vpc-1' };
const offered = offeredAttributes(place, {});
const names = new Set(offered.map(({ name }) => name));

/** What no instance offers, each with a definition that requires it. */
const notOffered = {
  'ecs.capability.aws-appmesh': { proxyConfiguration: { containerName: 'envoy' } },
  'ecs.capability.extensible-ephemeral-storage': { ephemeralStorage: { sizeInGiB: 30 } },
};

test('are all that a task definition may require, but for what no instance has', () => {
  expect(requirableAttributes.filter((name) => !names.has(name)).sort()).toEqual(
    Object.keys(notOffered).sort(),
  );
  for (const [name, definition] of Object.entries(notOffered))
    expect(requiredAttributes(definition, [])).toContain(name);
});

test('lack a proxy, which Drydock refuses to run', () => {
  expect(() => checkRunnable(notOffered['ecs.capability.aws-appmesh'])).toThrow('proxyConfiguration');
});

test.each(logDrivers)('have the log driver %s', (logDriver) => {
  // The SDK's type does not know `none`.
  const container: ContainerDefinition = JSON.parse(JSON.stringify({ logConfiguration: { logDriver } }));
  const required = requiredAttributes({}, [container]);
  expect(required.filter((name) => !names.has(name))).toEqual([]);
  expect(required).toContain(`com.amazonaws.ecs.capability.logging-driver.${logDriver}`);
});

test('have the volume driver that every engine has, and no other', () => {
  const required = requiredAttributes(
    { volumes: [{ dockerVolumeConfiguration: {} }, { dockerVolumeConfiguration: { driver: 'rexray' } }] },
    [],
  );
  expect(required.filter((name) => !names.has(name))).toEqual(['ecs.capability.docker-plugin.rexray']);
});

test('say what the instance is and where, each but once', () => {
  expect(names.size).toBe(offered.length);
  expect(offered.filter(({ value }) => value !== undefined)).toEqual([
    { name: 'ecs.availability-zone', value: 'us-east-1a' },
    { name: 'ecs.vpc-id', value: 'vpc-1' },
    { name: 'ecs.subnet-id', value: 'subnet-1' },
    { name: 'ecs.instance-type', value: 'drydock' },
    { name: 'ecs.ami-id', value: 'ami-drydock' },
    { name: 'ecs.os-type', value: 'linux' },
    { name: 'ecs.os-family', value: 'LINUX' },
    { name: 'ecs.cpu-architecture', value: process.arch === 'arm64' ? 'arm64' : 'x86_64' },
  ]);
});

test('say what an identity document says', () => {
  expect(offeredAttributes(place, { instanceType: 'c5.large', imageId: 'ami-1' })).toEqual(
    expect.arrayContaining([
      { name: 'ecs.instance-type', value: 'c5.large' },
      { name: 'ecs.ami-id', value: 'ami-1' },
    ]),
  );
});

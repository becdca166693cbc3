import {
  CreateClusterCommand,
  ListContainerInstancesCommand,
  RegisterContainerInstanceCommand,
  type RegisterContainerInstanceCommandInput,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { apiForAll } from '../../../../support/ecs/api-for-all.ts';
import { refusal } from '../../../../support/refusal.ts';

const api = apiForAll((started) => started.ecs.send(new CreateClusterCommand({})));
const identity = (instanceIdentityDocument: string) => ({ instanceIdentityDocument });
const notValid = (why: string) => `The instance identity document is not valid: ${why}.`;
const badName =
  'The name of an attribute must be 1 to 128 letters, numbers, hyphens, underscores, slashes, back slashes and periods.';
const badValue =
  'The value of an attribute must be 1 to 128 letters, numbers, hyphens, underscores, periods, at signs, slashes, back slashes, colons and spaces, and cannot start or end with a space.';

test.each<[string, RegisterContainerInstanceCommandInput, string, string]>([
  ['an unknown cluster', { cluster: 'gone' }, 'ClusterNotFoundException', 'Cluster not found.'],
  [
    'platform devices',
    { platformDevices: [{ id: 'GPU-1', type: 'GPU' }] },
    'UnsupportedFeatureException',
    'Drydock does not implement the platform devices of container instances yet.',
  ],
  [
    'a resource of its own',
    { totalResources: [{ name: 'GPU', type: 'STRINGSET', stringSetValue: ['GPU-1'] }] },
    'UnsupportedFeatureException',
    'Drydock does not implement the resource GPU of container instances yet.',
  ],
  [
    'no cpu',
    { totalResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 0 }] },
    'InvalidParameterException',
    'The resource CPU must be a whole number above 0.',
  ],
  [
    'an amount of another type',
    { totalResources: [{ name: 'MEMORY', type: 'DOUBLE', integerValue: 1024 }] },
    'InvalidParameterException',
    'The resource MEMORY must be a whole number above 0.',
  ],
  ...['http', '0', '65536', '-1'].map((port): [string, object, string, string] => [
    `the port ${port}`,
    { totalResources: [{ name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: ['53', port] }] },
    'InvalidParameterException',
    'The resource PORTS_UDP must be a set of ports between 1 and 65535.',
  ]),
  ['a wrong name', { attributes: [{ name: 'a b' }] }, 'InvalidParameterException', badName],
  ['a long name', { attributes: [{ name: 'n'.repeat(129) }] }, 'InvalidParameterException', badName],
  ['an empty value', { attributes: [{ name: 'a', value: '' }] }, 'InvalidParameterException', badValue],
  ['a spaced value', { attributes: [{ name: 'a', value: 'v ' }] }, 'InvalidParameterException', badValue],
  ['a wrong value', { attributes: [{ name: 'a', value: '{}' }] }, 'InvalidParameterException', badValue],
  [
    'eleven attributes of its own',
    { attributes: Array.from({ length: 11 }, (_, n) => ({ name: `a${n}` })) },
    'ClientException',
    'You can apply up to 10 custom attributes for each resource.',
  ],
  [
    "AWS's own tags",
    { tags: [{ key: 'aws:x' }] },
    'InvalidParameterException',
    'Tag key prefix aws: is reserved.',
  ],
  ['no JSON', identity('i-1'), 'InvalidParameterException', notValid('it is no JSON')],
  ['a JSON list', identity('[]'), 'InvalidParameterException', notValid('it is no JSON object')],
  [
    'a number for a zone',
    identity('{"availabilityZone":1}'),
    'InvalidParameterException',
    notValid('availabilityZone is no text'),
  ],
  [
    'a wrong instance ID',
    identity('{"instanceId":"i-1"}'),
    'InvalidParameterException',
    notValid('i-1 is no instance ID'),
  ],
  [
    'another region',
    identity('{"region":"eu-west-1"}'),
    'InvalidParameterException',
    notValid('it is of another region'),
  ],
  [
    'another account',
    identity('{"accountId":"111111111111"}'),
    'InvalidParameterException',
    notValid('it is of another account'),
  ],
])('refuses %s, and registers nothing', async (_case, input, name, message) => {
  const { ecs } = api();
  const sent = ecs.send(new RegisterContainerInstanceCommand(input));
  expect(await refusal(sent)).toEqual({ name, message, status: 400 });
  const { containerInstanceArns } = await ecs.send(new ListContainerInstancesCommand({}));
  expect(containerInstanceArns).toEqual([]);
});

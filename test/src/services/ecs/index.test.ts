import * as sdk from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { operationNames } from '../../../../src/aws/operation-schemas.ts';
import { ecsService } from '../../../../src/services/ecs/index.ts';
import { apiForAll } from '../../../support/ecs/api-for-all.ts';
import { rawRefusal } from '../../../support/raw-refusal.ts';

const served = [
  'CreateCluster',
  'CreateService',
  'CreateTaskSet',
  'DeleteAttributes',
  'DeleteCluster',
  'DeleteService',
  'DeleteTaskDefinitions',
  'DeleteTaskSet',
  'DeregisterContainerInstance',
  'DeregisterTaskDefinition',
  'DescribeCapacityProviders',
  'DescribeClusters',
  'DescribeContainerInstances',
  'DescribeServiceDeployments',
  'DescribeServiceRevisions',
  'DescribeServices',
  'DescribeTaskDefinition',
  'DescribeTaskSets',
  'DescribeTasks',
  'ExecuteCommand',
  'GetTaskProtection',
  'ListAttributes',
  'ListClusters',
  'ListContainerInstances',
  'ListServiceDeployments',
  'ListServices',
  'ListTagsForResource',
  'ListTaskDefinitionFamilies',
  'ListTaskDefinitions',
  'ListTasks',
  'PutAttributes',
  'PutClusterCapacityProviders',
  'RegisterContainerInstance',
  'RegisterTaskDefinition',
  'RunTask',
  'StartTask',
  'StopServiceDeployment',
  'StopTask',
  'TagResource',
  'UntagResource',
  'UpdateContainerAgent',
  'UpdateContainerInstancesState',
  'UpdateService',
  'UpdateServicePrimaryTaskSet',
  'UpdateTaskProtection',
  'UpdateTaskSet',
];
const shared = apiForAll(async () => {});
const all = operationNames({ ...sdk });

test('serves the operations of the flow', () => {
  expect([...ecsService(shared().context.ecs).operations.keys()].sort()).toEqual(served);
});

test.each(all.filter((name) => !served.includes(name)))('says that it lacks %s, by name', async (name) => {
  expect(await rawRefusal(shared(), name, {})).toEqual({
    name: 'NotImplementedException',
    message: `Drydock does not implement ecs:${name}.`,
    status: 400,
  });
});

describe('refuses a request', () => {
  test.each<[string, string, string | object, string, string]>([
    [
      'for an operation that AWS has not',
      'MakeCluster',
      {},
      'UnknownOperationException',
      'The operation MakeCluster is not known.',
    ],
    [
      'of a wrong type',
      'ListClusters',
      { maxResults: '5' },
      'SerializationException',
      'STRING_VALUE can not be converted to a Number',
    ],
    [
      'with a count beyond all numbers',
      'RunTask',
      '{"taskDefinition":"web","count":1e999}',
      'SerializationException',
      'NUMBER_VALUE can not be converted to a Number',
    ],
    [
      'that lacks a required member',
      'StopTask',
      {},
      'InvalidParameterException',
      "1 validation error detected: Value null at 'task' failed to satisfy constraint: Member must not be null",
    ],
  ])('%s', async (_case, operation, body, name, message) => {
    expect(await rawRefusal(shared(), operation, body)).toEqual({ name, message, status: 400 });
  });
});

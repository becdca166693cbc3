import { describe, expect, test } from 'vitest';
import { exceptionWireForm, operationNames, operationSchemas } from '../../../src/aws/operation-schemas.ts';
import { requiredMembers } from '../../../src/aws/read-json.ts';

const load = async (sdk: object) => Object.fromEntries(Object.entries(sdk));

describe("the SDK's own schemas", () => {
  test('give an operation its input, with the members that it requires', async () => {
    const ecs = await load(await import('@aws-sdk/client-ecs'));
    const schemas = operationSchemas(ecs, 'CreateService');
    expect(schemas && requiredMembers(schemas.input)).toEqual(['serviceName']);
  });

  test.each(['Invent', 'CreateServiceRequest', 'ClusterNotFoundException', '', '__proto__', 'toString'])(
    'have no operation %j',
    async (name) => {
      const ecs = await load(await import('@aws-sdk/client-ecs'));
      expect(operationSchemas(ecs, name)).toBeUndefined();
    },
  );

  test('list every operation of a service', async () => {
    const sts = await load(await import('@aws-sdk/client-sts'));
    expect(operationNames(sts)).toEqual(expect.arrayContaining(['AssumeRole', 'GetCallerIdentity']));
    expect(operationNames(sts).filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  test.each([
    ['LoadBalancerNotFoundException', { code: 'LoadBalancerNotFound', status: 400 }],
    ['TargetGroupNotFoundException', { code: 'TargetGroupNotFound', status: 400 }],
    ['ValidationError', { code: 'ValidationError' }],
  ])('give the exception %s its form in Query', async (code, form) => {
    const elb = await load(await import('@aws-sdk/client-elastic-load-balancing-v2'));
    expect(exceptionWireForm(elb, code)).toEqual(form);
  });

  test('are not needed for the form of an error before they are loaded', () => {
    expect(exceptionWireForm(undefined, 'InternalFailure')).toEqual({ code: 'InternalFailure' });
  });
});

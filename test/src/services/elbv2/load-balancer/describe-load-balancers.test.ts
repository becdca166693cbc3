import {
  DescribeLoadBalancersCommand,
  type DescribeLoadBalancersCommandInput,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { startServicesApi } from '../../../../support/services/services-api.ts';

test('list no load balancers as an empty list', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  expect(await bodyOf(api.client.send(new DescribeLoadBalancersCommand({})))).toEqual({ LoadBalancers: [] });
});

test('find load balancers by name and by ARN', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const web = { ...(await createLoadBalancer(api, 'web')), State: { Code: 'active' } };
  const admin = { ...(await createLoadBalancer(api, 'admin')), State: { Code: 'active' } };
  const describe = async (input: DescribeLoadBalancersCommandInput) =>
    bodyOf(api.client.send(new DescribeLoadBalancersCommand(input)));
  expect(await describe({ Names: ['web'] })).toEqual({ LoadBalancers: [web] });
  expect(await describe({ LoadBalancerArns: [web.LoadBalancerArn, admin.LoadBalancerArn] })).toEqual({
    LoadBalancers: [web, admin],
  });
  expect(await describe({})).toEqual({ LoadBalancers: [admin, web] });
});

test('page through load balancers, taking an empty marker for none', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  for (const name of ['c', 'a', 'b']) await createLoadBalancer(api, name);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeLoadBalancers({ client: api.client }, { PageSize: 2 }))
    pages.push((page.LoadBalancers ?? []).map(({ LoadBalancerName }) => LoadBalancerName));
  expect(pages).toEqual([['a', 'b'], ['c']]);
  const unmarked = await api.client.send(new DescribeLoadBalancersCommand({ Marker: '', PageSize: 400 }));
  expect(unmarked.LoadBalancers).toHaveLength(3);
  expect(unmarked.NextMarker).toBeUndefined();
});

test('report provisioning until AWS would be done, where its timing is asked for', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client, { speed: 2, awsTiming: true });
  await createLoadBalancer(api, 'web');
  const state = async () =>
    (await api.client.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.map(
      (each) => each.State?.Code,
    );
  await api.clock.advance(59_999);
  expect(await state()).toEqual(['provisioning']);
  await api.clock.advance(1);
  expect(await state()).toEqual(['active']);
});

const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/web/0123456789abcdef';

test.each([
  [{ Names: ['nobody'] }, 'LoadBalancerNotFoundException', "Load balancers '[nobody]' not found"],
  [{ LoadBalancerArns: [arn] }, 'LoadBalancerNotFoundException', 'One or more load balancers not found'],
  [{ LoadBalancerArns: ['web'] }, 'ValidationError', "'web' is not a valid load balancer ARN"],
  [{ Marker: 'nonsense' }, 'ValidationError', 'Invalid marker'],
  [
    { PageSize: 0 },
    'ValidationError',
    "1 validation error detected: Value '0' at 'pageSize' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { PageSize: 401 },
    'ValidationError',
    "1 validation error detected: Value '401' at 'pageSize' failed to satisfy constraint: Member must have value less than or equal to 400",
  ],
])('refuse %j', async (input, name, message) => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  expect(await errorOf(api.client.send(new DescribeLoadBalancersCommand(input)))).toEqual({
    name,
    message,
    status: 400,
  });
});

test('put the code that waiters and Terraform look for on the wire', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const body = new URLSearchParams({
    Action: 'DescribeLoadBalancers',
    Version: '2015-12-01',
    'Names.member.1': 'nobody',
  });
  const answer = await fetch(api.endpoint, { method: 'POST', body });
  expect(await answer.text()).toContain('<Type>Sender</Type><Code>LoadBalancerNotFound</Code>');
});

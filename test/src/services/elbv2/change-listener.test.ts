import {
  DeleteListenerCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../support/body-of.ts';
import { errorOf } from '../../../support/error-of.ts';
import { createListener } from '../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../support/services/services-api.ts';

async function world(api: ServicesApi<ElasticLoadBalancingV2Client>) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  return { LoadBalancerArn, TargetGroupArn: await createTargetGroup(api, 'app') };
}

const noStickiness = { Enabled: false };

test('delete a listener once', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  const remove = () => api.client.send(new DeleteListenerCommand({ ListenerArn }));
  expect(await bodyOf(remove())).toEqual({});
  expect(await errorOf(remove())).toEqual({
    name: 'ListenerNotFoundException',
    message: 'One or more listeners not found',
    status: 400,
  });
  expect(await bodyOf(api.client.send(new DescribeListenersCommand({ LoadBalancerArn })))).toEqual({
    Listeners: [],
  });
});

test('describe and modify the attributes of a listener', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  const Attributes = [{ Key: 'routing.http.response.server.enabled', Value: 'true' }];
  expect(await bodyOf(api.client.send(new DescribeListenerAttributesCommand({ ListenerArn })))).toEqual({
    Attributes,
  });
  expect(
    await bodyOf(api.client.send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes }))),
  ).toEqual({ Attributes });
  expect(
    await errorOf(
      api.client.send(
        new ModifyListenerAttributesCommand({ ListenerArn, Attributes: [{ Key: 'x', Value: 'y' }] }),
      ),
    ),
  ).toEqual({
    name: 'ValidationError',
    message: "Listener attribute key 'x' is not recognized",
    status: 400,
  });
});

test('show the default action as the one rule', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { LoadBalancerArn, TargetGroupArn } = await world(api);
  const ListenerArn = await createListener(api, LoadBalancerArn, 80, TargetGroupArn);
  expect(await bodyOf(api.client.send(new DescribeRulesCommand({ ListenerArn })))).toEqual({
    Rules: [
      {
        RuleArn: expect.stringMatching(
          `^${ListenerArn.replace(':listener/', ':listener-rule/')}/[0-9a-f]{16}$`,
        ),
        Priority: 'default',
        Conditions: [],
        Actions: [
          {
            Type: 'forward',
            Order: 1,
            TargetGroupArn,
            ForwardConfig: {
              TargetGroups: [{ TargetGroupArn, Weight: 1 }],
              TargetGroupStickinessConfig: noStickiness,
            },
          },
        ],
        IsDefault: true,
      },
    ],
  });
});

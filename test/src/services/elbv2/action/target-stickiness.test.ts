import {
  type Action,
  CreateListenerCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { errorOf } from '../../../../support/error-of.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createRule } from '../../../../support/services/create-rule.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

type Api = ServicesApi<ElasticLoadBalancingV2Client>;

/** Two target groups and a listener that sends to none. */
async function world(api: Api) {
  const { LoadBalancerArn } = await createLoadBalancer(api, 'web');
  const { Listeners: [listener] = [] } = await api.client.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const groups = [await createTargetGroup(api, 'blue'), await createTargetGroup(api, 'green')] as const;
  return { ListenerArn: listener?.ListenerArn ?? '', groups };
}

function forward(groups: readonly string[], Enabled: boolean): Action[] {
  const TargetGroups = groups.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
  const TargetGroupStickinessConfig = Enabled ? { Enabled, DurationSeconds: 60 } : { Enabled };
  return [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } }];
}

function stick(api: Api, TargetGroupArn: string, type: string) {
  const set = {
    'stickiness.enabled': 'true',
    'stickiness.type': type,
    ...(type === 'app_cookie' ? { 'stickiness.app_cookie.cookie_name': 'SESSION' } : {}),
  };
  const Attributes = Object.entries(set).map(([Key, Value]) => ({ Key, Value }));
  return api.client.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
}

test('refuse a target group with an app_cookie among several of one action, in rules and by default', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, groups } = await world(api);
  const [blue, green] = groups;
  await stick(api, green, 'app_cookie');
  const refused = {
    name: 'InvalidLoadBalancerActionException',
    message: `Target groups with stickiness of type 'app_cookie' cannot be used in a forward action with multiple target groups: ${green}`,
    status: 400,
  };
  const rule = createRule(api, ListenerArn, 1, { Actions: forward([blue, green], true) });
  expect(await errorOf(rule)).toEqual(refused);
  const DefaultActions = forward([blue, green], true);
  expect(await errorOf(api.client.send(new ModifyListenerCommand({ ListenerArn, DefaultActions })))).toEqual(
    refused,
  );
  await createRule(api, ListenerArn, 1, { Actions: forward([green], false) });
});

test('want group stickiness where one of several target groups is sticky', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, groups } = await world(api);
  await stick(api, groups[0], 'lb_cookie');
  expect(await errorOf(createRule(api, ListenerArn, 1, { Actions: forward(groups, false) }))).toEqual({
    name: 'InvalidLoadBalancerActionException',
    message:
      'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
    status: 400,
  });
  await createRule(api, ListenerArn, 1, { Actions: forward(groups, true) });
});

test('refuse to make a target group sticky that a rule without group stickiness names beside another', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, groups } = await world(api);
  const { RuleArn } = await createRule(api, ListenerArn, 1, { Actions: forward(groups, false) });
  expect(await errorOf(stick(api, groups[0], 'lb_cookie'))).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: `This target group appears behind a rule with group stickiness disabled (${RuleArn}). You must enable group stickiness before enabling target stickiness`,
    status: 400,
  });
});

test('refuse an app_cookie for a target group that a listener names beside another by default', async () => {
  await using api = await startServicesApi(ElasticLoadBalancingV2Client);
  const { ListenerArn, groups } = await world(api);
  const DefaultActions = forward(groups, true);
  await api.client.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
  await stick(api, groups[0], 'lb_cookie');
  expect(await errorOf(stick(api, groups[1], 'app_cookie'))).toEqual({
    name: 'InvalidConfigurationRequestException',
    message: `This target group appears behind a rule with multiple target groups (${ListenerArn}). Stickiness of type 'app_cookie' is not supported there`,
    status: 400,
  });
});

import {
  DeleteListenerCommand,
  DescribeListenerAttributesCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import { bodyOf } from '../../../../support/body-of.ts';
import { errorOf } from '../../../../support/error-of.ts';
import { createListener } from '../../../../support/services/create-listener.ts';
import { createLoadBalancer } from '../../../../support/services/create-load-balancer.ts';
import { createTargetGroup } from '../../../../support/services/create-target-group.ts';
import { type ServicesApi, startServicesApi } from '../../../../support/services/services-api.ts';

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
  const defaults = {
    'routing.http.response.server.enabled': 'true',
    'routing.http.response.strict_transport_security.header_value': '',
    'routing.http.response.access_control_allow_origin.header_value': '',
    'routing.http.response.access_control_allow_methods.header_value': '',
    'routing.http.response.access_control_allow_headers.header_value': '',
    'routing.http.response.access_control_allow_credentials.header_value': '',
    'routing.http.response.access_control_expose_headers.header_value': '',
    'routing.http.response.access_control_max_age.header_value': '',
    'routing.http.response.content_security_policy.header_value': '',
    'routing.http.response.x_content_type_options.header_value': '',
    'routing.http.response.x_frame_options.header_value': '',
    'routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name':
      'X-Amzn-Mtls-Clientcert-Serial-Number',
    'routing.http.request.x_amzn_mtls_clientcert_issuer.header_name': 'X-Amzn-Mtls-Clientcert-Issuer',
    'routing.http.request.x_amzn_mtls_clientcert_subject.header_name': 'X-Amzn-Mtls-Clientcert-Subject',
    'routing.http.request.x_amzn_mtls_clientcert_validity.header_name': 'X-Amzn-Mtls-Clientcert-Validity',
    'routing.http.request.x_amzn_mtls_clientcert_leaf.header_name': 'X-Amzn-Mtls-Clientcert-Leaf',
    'routing.http.request.x_amzn_mtls_clientcert.header_name': 'X-Amzn-Mtls-Clientcert',
    'routing.http.request.x_amzn_tls_version.header_name': 'X-Amzn-Tls-Version',
    'routing.http.request.x_amzn_tls_cipher_suite.header_name': 'X-Amzn-Tls-Cipher-Suite',
  };
  const listed = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
  expect(await bodyOf(api.client.send(new DescribeListenerAttributesCommand({ ListenerArn })))).toEqual({
    Attributes: listed(defaults),
  });
  const set = {
    'routing.http.response.server.enabled': 'false',
    'routing.http.response.x_frame_options.header_value': 'DENY',
    'routing.http.request.x_amzn_tls_version.header_name': 'X-Tls',
  };
  expect(
    await bodyOf(
      api.client.send(new ModifyListenerAttributesCommand({ ListenerArn, Attributes: listed(set) })),
    ),
  ).toEqual({ Attributes: listed({ ...defaults, ...set }) });
  expect(
    await errorOf(
      api.client.send(
        new ModifyListenerAttributesCommand({
          ListenerArn,
          Attributes: [
            { Key: 'routing.http.response.x_frame_options.header_value', Value: 'DENY\r\nSet-Cookie: a=b' },
          ],
        }),
      ),
    ),
  ).toMatchObject({ name: 'ValidationError', status: 400 });
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

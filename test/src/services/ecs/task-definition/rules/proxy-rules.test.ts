import { describeRefused } from '../../../../../support/ecs/refused-definitions.ts';

const properties = [{ name: 'ProxyIngressPort', value: '15000' }];

describeRefused([
  [
    'a proxy without a network of its own',
    {
      requiresCompatibilities: ['EC2'],
      networkMode: 'bridge',
      proxyConfiguration: { containerName: 'web', properties },
    },
    'APPMESH proxy configuration is only supported in networkMode=awsvpc',
  ],
  [
    'a proxy that is no container of the definition',
    { proxyConfiguration: { containerName: 'envoy', properties } },
    'Proxy container [envoy] does not exist.',
  ],
  [
    'a proxy without a port to come in by',
    { proxyConfiguration: { containerName: 'web', properties: [{ name: 'AppPorts', value: '80' }] } },
    'Ingress port not found',
  ],
]);

import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import {
  type Definition,
  describeRefused,
  one,
  pair,
} from '../../../../../support/ecs/refused-definitions.ts';

const onEc2 = (rest: Definition): Definition => ({ requiresCompatibilities: ['EC2'], ...rest });
const port = (...portMappings: ContainerDefinition['portMappings'] & object) => one({ portMappings });

describeRefused([
  [
    'another host port',
    port({ containerPort: 80, hostPort: 8080 }),
    'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
  ],
  [
    'another host port on the host',
    onEc2({ networkMode: 'host', ...port({ containerPort: 80, hostPort: 8080 }) }),
    'When networkMode=host, the host ports and container ports in port mappings must match.',
  ],
  [
    'a port twice',
    pair(
      { portMappings: [{ containerPort: 80 }] },
      { portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
    ),
    "TCP container port '80' is used multiple times in task when networkMode=awsvpc.",
  ],
  [
    'a port that a range has already',
    pair(
      { portMappings: [{ containerPortRange: '8080-8090' }] },
      { portMappings: [{ containerPortRange: '8085-8095' }] },
    ),
    "TCP container port '8085' is used multiple times in task when networkMode=awsvpc.",
  ],
  [
    'a mapping’s name twice',
    port({ name: 'http', containerPort: 80 }, { name: 'http', containerPort: 81 }),
    'When networkMode=awsvpc, port mapping name is already used',
  ],
  ['a port of zero', port({ containerPort: 0 }), "Invalid 'containerPort' setting for container 'web'."],
  [
    'a port beyond all ports',
    port({ containerPort: 65_536 }),
    "Invalid 'containerPort' setting for container 'web'.",
  ],
  ['no port at all', port({ protocol: 'tcp' }), "Invalid 'containerPort' setting for container 'web'."],
  [
    'a negative host port',
    port({ containerPort: 80, hostPort: -1 }),
    "Invalid 'hostPort' setting for container 'web'.",
  ],
  [
    'a mapping’s name in capitals',
    port({ containerPort: 80, name: 'HTTP' }),
    "Invalid 'name' setting for container 'web'.",
  ],
  [
    'a mapping’s name that begins with a hyphen',
    port({ containerPort: 80, name: '-http' }),
    "Invalid 'name' setting for container 'web'.",
  ],
  [
    'a mapping’s name that is too long',
    port({ containerPort: 80, name: 'n'.repeat(65) }),
    "Invalid 'name' setting for container 'web'.",
  ],
  [
    'a range that runs backwards',
    port({ containerPortRange: '90-80' }),
    "Invalid 'containerPortRange' setting for container 'web'.",
  ],
  [
    'a range that is none',
    port({ containerPortRange: '80' }),
    "Invalid 'containerPortRange' setting for container 'web'.",
  ],
  [
    'a port and a range',
    port({ containerPort: 80, containerPortRange: '80-90' }),
    "Invalid port mapping for container 'web', cannot specify both single port and port range.",
  ],
  ['links', one({ links: ['side'] }), 'Links are not supported when networkMode=awsvpc.'],
  [
    'links on the host',
    onEc2({ networkMode: 'host', ...one({ links: ['side'] }) }),
    'Links are not supported when networkMode=host.',
  ],
  [
    'ports without a network',
    onEc2({ networkMode: 'none', ...port({ containerPort: 80 }) }),
    'Port mappings are not supported when networkMode=none.',
  ],
  ['a hostname', one({ hostname: 'h' }), 'hostname is not supported on container when networkMode=awsvpc.'],
  [
    'extra hosts',
    one({ extraHosts: [{ hostname: 'h', ipAddress: '10.0.0.1' }] }),
    'Extra hosts are not supported on container when networkMode=awsvpc.',
  ],
  [
    'DNS servers',
    one({ dnsServers: ['10.0.0.2'] }),
    'DNS servers are not supported on container when networkMode=awsvpc.',
  ],
  [
    'DNS search domains',
    one({ dnsSearchDomains: ['shop.local'] }),
    'DNS search domains are not supported on container when networkMode=awsvpc.',
  ],
  [
    'disabled networking',
    one({ disableNetworking: true }),
    'Disable Networking is not supported on container when networkMode=awsvpc.',
  ],
]);

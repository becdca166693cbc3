import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';

/** The SDK's clients that the benches set their scenes with. */
export interface Clients {
  readonly ecs: ECSClient;
  readonly ec2: EC2Client;
  readonly elbv2: ElasticLoadBalancingV2Client;
}

export function clientsOf(endpoint: string): Clients {
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  };
  return {
    ecs: new ECSClient(options),
    ec2: new EC2Client(options),
    elbv2: new ElasticLoadBalancingV2Client(options),
  };
}

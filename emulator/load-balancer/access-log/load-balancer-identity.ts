/** Which Application Load Balancer a listener is of. */
export interface LoadBalancerIdentity {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
}

const listenerArn =
  /^arn:aws:elasticloadbalancing:([a-z0-9-]+):(\d{12}):listener\/app\/([A-Za-z0-9-]+)\/([0-9a-f]+)\/[0-9a-f]+$/;

const mostKnown = 1000;
/** Asked for with every request, and of few listeners. */
const known = new Map<string, LoadBalancerIdentity | undefined>();

/** Reads it out of the ARN of a listener; undefined where that is none of an Application Load Balancer. */
export function loadBalancerOf(arn: string): LoadBalancerIdentity | undefined {
  if (!known.has(arn)) {
    if (known.size >= mostKnown) known.clear();
    known.set(arn, read(arn));
  }
  return known.get(arn);
}

function read(arn: string): LoadBalancerIdentity | undefined {
  const [, region, accountId, name, id] = listenerArn.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || name === undefined || id === undefined)
    return undefined;
  return {
    arn: `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/${name}/${id}`,
    ...{ accountId, region, name, id },
  };
}

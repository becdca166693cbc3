import type { LoadBalancerIdentity } from './load-balancer-identity.ts';

/** Where access logs go to, as attributes of a load balancer say. */
export interface LogLocation {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/** What one log file is of. */
export interface LogObject {
  readonly location: LogLocation;
  readonly loadBalancer: LoadBalancerIdentity;
  readonly nodeAddress: string;
  /** When its interval ends, in milliseconds since the epoch. */
  readonly endMs: number;
  /** 8 characters that tell apart the files of one interval. */
  readonly random: string;
}

/** ELBv2 publishes a log file every 5 minutes. */
export const intervalMs = 300_000;

/** When the interval ends that a time falls into. */
export function intervalEndMs(nowMs: number): number {
  return (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
}

/** The names of folders and file below the folder of buckets, without the `.gz` that a finished file has. */
export function logPath({ location, loadBalancer, nodeAddress, endMs, random }: LogObject): string[] {
  const { accountId, region, name, id } = loadBalancer;
  const end = new Date(endMs).toISOString();
  const stamp = `${end.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  return [
    ...folderOf(location, accountId),
    'elasticloadbalancing',
    region,
    ...end.slice(0, 10).split('-'),
    `${accountId}_elasticloadbalancing_${region}_app.${name}.${id}_${stamp}_${nodeAddress}_${random}.log`,
  ];
}

/** The names of folders and file of what ELBv2 writes when access logs are enabled. */
export function testFilePath(location: LogLocation, accountId: string): string[] {
  return [...folderOf(location, accountId), 'ELBAccessLogTestFile'];
}

function folderOf({ bucket, prefix }: LogLocation, accountId: string): string[] {
  return [bucket, ...(prefix === '' ? [] : prefix.split('/')), 'AWSLogs', accountId];
}

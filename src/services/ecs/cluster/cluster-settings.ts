import type { ClusterConfiguration, ClusterSetting } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';

const initial: readonly ClusterSetting[] = [{ name: 'containerInsights', value: 'disabled' }];
const insights = ['enabled', 'disabled', 'enhanced'];

/** The settings of a new cluster; an empty list means that none were given. @throws AwsError */
export function clusterSettings(asked: readonly ClusterSetting[] | undefined): readonly ClusterSetting[] {
  if (asked === undefined || asked.length === 0) return initial;
  for (const { name, value = '' } of asked) {
    checkOneOf('Setting name', name ?? '', ['containerInsights']);
    if (!insights.includes(value))
      throw invalidParameter(`Invalid value for the setting containerInsights: ${value}`);
  }
  return asked;
}

/** @throws AwsError with AWS's sentences for an execute command configuration that contradicts itself */
export function checkClusterConfiguration(configuration: ClusterConfiguration | undefined): void {
  const { logging, logConfiguration } = configuration?.executeCommandConfiguration ?? {};
  checkOneOf('logging', logging, ['NONE', 'DEFAULT', 'OVERRIDE']);
  if (logConfiguration !== undefined && logging !== 'OVERRIDE')
    throw invalidParameter("You must set logging to 'OVERRIDE' when you supply a log configuration.");
  const hasDestination =
    logConfiguration?.cloudWatchLogGroupName !== undefined || logConfiguration?.s3BucketName !== undefined;
  if (logging === 'OVERRIDE' && !hasDestination)
    throw invalidParameter(
      'A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration.',
    );
}

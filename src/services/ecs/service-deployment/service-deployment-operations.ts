import { pageOf } from '../../../aws/paging.ts';
import { pathOf, serviceArnOf } from '../arn.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsOperations } from '../ecs-context.ts';
import { invalidParameter, invalidToken, serviceNotFound } from '../errors.ts';
import { checkOneOf } from '../one-of.ts';
import { pageSize } from '../page-size.ts';
import {
  briefServiceDeployment,
  describeServiceDeployment,
  shownStatus,
} from './describe-service-deployment.ts';
import { describeServiceRevision } from './describe-service-revision.ts';
import { stopServiceDeployment } from './stop-service-deployment.ts';

const mostDescribed = 20;

const statuses = [
  'PENDING',
  'SUCCESSFUL',
  'STOPPED',
  'STOP_REQUESTED',
  'IN_PROGRESS',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
] as const;

export const serviceDeploymentOperations = {
  ...stopServiceDeployment,
  DescribeServiceDeployments: (context, { serviceDeploymentArns: arns }, scope) => {
    checkArns('Service deployment ARNs', 'service-deployment', arns, scope);
    const found = arns.map((arn) => {
      const deployment = context.serviceDeployments.find(arn);
      const service = deployment && context.services.find(deployment.serviceArn);
      return { arn, shown: service && describeServiceDeployment(context, service, deployment) };
    });
    return {
      serviceDeployments: found.flatMap(({ shown }) => shown ?? []),
      failures: found.flatMap(({ arn, shown }) => (shown === undefined ? [{ arn, reason: 'MISSING' }] : [])),
    };
  },
  DescribeServiceRevisions: (context, { serviceRevisionArns: arns }, scope) => {
    checkArns('Service revision ARNs', 'service-revision', arns, scope);
    const found = arns.map((arn) => ({ arn, revision: context.serviceRevisions.find(arn) }));
    return {
      serviceRevisions: found.flatMap(({ revision }) =>
        revision === undefined ? [] : [describeServiceRevision(revision)],
      ),
      failures: found.flatMap(({ arn, revision }) =>
        revision === undefined ? [{ arn, reason: 'MISSING' }] : [],
      ),
    };
  },
  ListServiceDeployments: (context, input, scope) => {
    const cluster = findCluster(context, scope, input.cluster);
    const service = context.services.find(serviceArnOf(scope, cluster.name, input.service));
    if (service === undefined) throw serviceNotFound();
    const wanted = (input.status ?? []).map((each) => checkOneOf('Status', each, statuses));
    const { before, after } = input.createdAt ?? {};
    const deployments = context.serviceDeployments
      .listOfService(service.arn)
      .filter((each) => wanted.length === 0 || wanted.includes(shownStatus(context, each)))
      .filter(({ createdAtMs }) => before === undefined || createdAtMs < before.getTime())
      .filter(({ createdAtMs }) => after === undefined || createdAtMs > after.getTime());
    const page = pageOf(
      deployments,
      ({ sequence }) => String(sequence).padStart(16, '0'),
      {
        nextToken: input.nextToken,
        maxResults: pageSize(input.maxResults, mostDescribed, 100),
        descending: true,
      },
      invalidToken,
    );
    return {
      serviceDeployments: page.items.map((each) => briefServiceDeployment(context, service, each)),
      nextToken: page.nextToken,
    };
  },
} satisfies EcsOperations;

/** @throws AwsError for none, for more than AWS takes, and for ARNs of something else */
function checkArns(
  label: string,
  type: string,
  arns: readonly string[],
  scope: { readonly accountId: string; readonly region: string },
): void {
  if (arns.length === 0) throw invalidParameter(`${label} cannot be empty.`);
  if (arns.length > mostDescribed)
    throw invalidParameter(`${label} cannot have more than ${mostDescribed} elements.`);
  for (const arn of arns) pathOf(scope, type, arn);
}

import type { RequestScope } from '../../../aws/request-scope.ts';
import { serviceArnOf, taskSetArnOf } from '../arn.ts';
import { findCluster } from '../cluster/find-cluster.ts';
import type { EcsContext } from '../ecs-context.ts';
import { ecsError, invalidParameter, serviceNotFound } from '../errors.ts';
import type { ExternalDocument, Service } from '../service/service.ts';
import type { TaskSet } from './task-set.ts';

/** A service whose tasks are those of its task sets. */
export interface ExternalService extends Service {
  readonly document: ExternalDocument;
}

/** What every operation on task sets names. */
export interface ServiceReference {
  readonly cluster?: string;
  readonly service: string;
}

/** The service that is meant. @throws AwsError where there is none, it is INACTIVE, or has no task sets by its nature */
export function findExternalService(
  context: EcsContext,
  scope: RequestScope,
  reference: ServiceReference,
): ExternalService {
  const cluster = findCluster(context, scope, reference.cluster);
  const service = context.services.find(serviceArnOf(scope, cluster.name, reference.service));
  if (service === undefined) throw serviceNotFound();
  if (service.status === 'INACTIVE') throw serviceNotActive();
  const { document } = service;
  if (document.controller !== 'EXTERNAL')
    throw invalidParameter(
      'Amazon ECS only supports task set management on services configured to use external deployment controllers.',
    );
  return { ...service, document };
}

/** The same, for what changes its task sets. @throws AwsError where it is being deleted as well */
export function findActiveService(
  context: EcsContext,
  scope: RequestScope,
  reference: ServiceReference,
): ExternalService {
  const service = findExternalService(context, scope, reference);
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  return service;
}

/** The task set that is meant, by id or ARN. @throws AwsError TaskSetNotFoundException */
export function findTaskSet(
  context: EcsContext,
  scope: RequestScope,
  service: ExternalService,
  taskSet: string,
): TaskSet {
  const found = context.taskSets.find(taskSetArnOf(scope, service.arn, taskSet));
  if (found?.serviceArn !== service.arn)
    throw ecsError('TaskSetNotFoundException', 'The specified task set was not found.');
  return found;
}

function serviceNotActive() {
  return ecsError('ServiceNotActiveException', 'Service was not ACTIVE.');
}

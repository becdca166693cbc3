import { invalidParameter } from './errors.ts';

interface Place {
  readonly accountId: string;
  readonly region: string;
}

function arn({ accountId, region }: Place, resource: string): string {
  return `arn:aws:ecs:${region}:${accountId}:${resource}`;
}

export const clusterArn = (place: Place, name: string) => arn(place, `cluster/${name}`);
export const capacityProviderArn = (place: Place, name: string) => arn(place, `capacity-provider/${name}`);
export const containerInstanceArn = (place: Place, cluster: string, id: string) =>
  arn(place, `container-instance/${cluster}/${id}`);
export const serviceArn = (place: Place, cluster: string, name: string) =>
  arn(place, `service/${cluster}/${name}`);
export const taskArn = (place: Place, cluster: string, id: string) => arn(place, `task/${cluster}/${id}`);
export const taskDefinitionArn = (place: Place, family: string, revision: number) =>
  arn(place, `task-definition/${family}:${revision}`);

/** The revision that a deployment (`ecs-svc/<19 digits>`) brings about: the two share their digits. */
export function serviceRevisionArn(service: string, deploymentId: string): string {
  return `${ofService(service, 'service-revision')}/${lastPart(deploymentId)}`;
}

export function serviceDeploymentArn(service: string, id: string): string {
  return `${ofService(service, 'service-deployment')}/${id}`;
}

/** The task set of that id (`ecs-svc/<19 digits>`). */
export function taskSetArn(service: string, id: string): string {
  return `${ofService(service, 'task-set')}/${id}`;
}

function ofService(service: string, type: string): string {
  return service.replace(':service/', `:${type}/`);
}

/**
 * What an identifier names below its resource type: the parts of an ARN's path, or the bare name alone. An ARN never
 * leads out of the caller's account and region.
 *
 * @throws AwsError InvalidParameterException with AWS's sentences for an ARN of something else
 */
export function pathOf(place: Place, type: string, identifier: string): readonly string[] {
  if (!identifier.startsWith('arn:')) return [identifier];
  const [, , service, region, accountId, resource, ...rest] = identifier.split(':');
  const [resourceType, ...path] = [resource, ...rest].join(':').split('/');
  if (service !== 'ecs' || path.length === 0 || path.includes(''))
    throw invalidParameter('Invalid identifier: Unexpected number of separators');
  if (region !== place.region) throw invalidParameter('Invalid Region in ARN');
  if (accountId !== place.accountId)
    throw invalidParameter(
      `Invalid identifier: Identifier is for ${accountId}. Your accountId is ${place.accountId}`,
    );
  if (resourceType !== type) throw invalidParameter(`Unsupported resource type: ${resourceType}`);
  return path;
}

/** The name within a cluster; the long form of an ARN says of which, the short form does not. */
function nameIn(place: Place, type: string, clusterName: string, identifier: string): string {
  const path = pathOf(place, type, identifier);
  if (path.length > 2) throw invalidParameter('Invalid identifier: Unexpected number of separators');
  const [first = '', second] = path;
  if (second === undefined) return first;
  if (first !== clusterName)
    throw invalidParameter(
      `Invalid identifier: Identifier is for cluster ${first}. Your cluster is ${clusterName}`,
    );
  return second;
}

/** What follows the last slash of an ARN. */
export function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

/** The account that an ARN names. */
export function accountOfArn(text: string): string {
  return text.split(':')[4] ?? '';
}

/** The container instance that an input names within a cluster: by id, or by ARN in either form. */
export function containerInstanceArnOf(place: Place, clusterName: string, instance: string): string {
  return containerInstanceArn(place, clusterName, nameIn(place, 'container-instance', clusterName, instance));
}

/** The service that a `service` input names within a cluster: by name, or by ARN in either form. */
export function serviceArnOf(place: Place, clusterName: string, service: string): string {
  return serviceArn(place, clusterName, nameIn(place, 'service', clusterName, service));
}

/** The task that a `task` input names within a cluster: by id, or by ARN in either form. */
export function taskArnOf(place: Place, clusterName: string, task: string): string {
  return taskArn(place, clusterName, nameIn(place, 'task', clusterName, task));
}

/** The task set that a `taskSet` input names within a service: by id, or by ARN. */
export function taskSetArnOf(place: Place, service: string, taskSet: string): string {
  const path = pathOf(place, 'task-set', taskSet);
  return taskSetArn(
    path.length > 1 ? serviceArn(place, path[0] ?? '', path[1] ?? '') : service,
    path.slice(-2).join('/'),
  );
}

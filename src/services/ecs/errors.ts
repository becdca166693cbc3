import { exceptionsOf } from '../../aws/errors.ts';

/** Makes ECS's exceptions by name. */
export const ecsError = exceptionsOf<typeof import('@aws-sdk/client-ecs')>();

export const clusterNotFound = () => ecsError('ClusterNotFoundException', 'Cluster not found.');
export const serviceNotFound = () => ecsError('ServiceNotFoundException', 'Service not found.');
export const invalidParameter = (message: string) => ecsError('InvalidParameterException', message);
export const clientError = (message: string) => ecsError('ClientException', message);
export const invalidToken = () => invalidParameter('Invalid token.');

/** What AWS has and Drydock would have to ignore. */
export const notYet = (what: string) =>
  ecsError('UnsupportedFeatureException', `Drydock does not implement ${what} yet.`);

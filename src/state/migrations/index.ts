import { instance } from './001-instance.ts';
import { ecs } from './002-ecs.ts';
import { elbv2 } from './003-elbv2.ts';
import { ec2 } from './004-ec2.ts';
import { ssm } from './005-ssm.ts';
import { secretsManager } from './006-secrets-manager.ts';
import { logs } from './007-logs.ts';
import { taskCredentials } from './008-task-credentials.ts';
import { containerInstances } from './009-container-instances.ts';
import { serviceDeployments } from './010-service-deployments.ts';
import { taskSets } from './011-task-sets.ts';
import { orphanedTasks } from './012-orphaned-tasks.ts';

/** Every migration in order; a migration's number is its place. A released one is never edited. */
export const migrations: readonly string[] = [
  instance,
  ecs,
  elbv2,
  ec2,
  ssm,
  secretsManager,
  logs,
  taskCredentials,
  containerInstances,
  serviceDeployments,
  taskSets,
  orphanedTasks,
];

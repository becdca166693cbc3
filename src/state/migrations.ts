import { instance } from './migrations/001-instance.ts';
import { ecs } from './migrations/002-ecs.ts';
import { elbv2 } from './migrations/003-elbv2.ts';
import { ec2 } from './migrations/004-ec2.ts';
import { ssm } from './migrations/005-ssm.ts';
import { secretsManager } from './migrations/006-secrets-manager.ts';
import { logs } from './migrations/007-logs.ts';
import { taskCredentials } from './migrations/008-task-credentials.ts';
import { containerInstances } from './migrations/009-container-instances.ts';
import { serviceDeployments } from './migrations/010-service-deployments.ts';
import { taskSets } from './migrations/011-task-sets.ts';
import { orphanedTasks } from './migrations/012-orphaned-tasks.ts';
import { elbv2Rules } from './migrations/013-elbv2-rules.ts';
import { certificates } from './migrations/014-certificates.ts';
import { secretReplicas } from './migrations/015-secret-replicas.ts';

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
  elbv2Rules,
  certificates,
  secretReplicas,
];

import { createHash } from 'node:crypto';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Task } from '../task.ts';

/** Whose containers and volumes are named. */
export interface NamedAfter {
  readonly task: Pick<Task, 'arn'>;
  readonly definition: Pick<TaskDefinition, 'family' | 'revision'>;
}

/**
 * The agent's form `ecs-<family>-<revision>-<name>-<20 hex>` of containers and volumes, where the hex follows from the
 * task: a second attempt after a crash finds what the first one made.
 */
export function containerName({ task, definition }: NamedAfter, name: string): string {
  const hex = createHash('sha256').update(`${task.arn} ${name}`).digest('hex').slice(0, 20);
  return `ecs-${definition.family}-${definition.revision}-${name.replace(/[^a-zA-Z0-9-_]/g, '')}-${hex}`;
}

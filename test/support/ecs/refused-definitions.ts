import {
  type ContainerDefinition,
  ListTaskDefinitionFamiliesCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { refusal } from '../refusal.ts';
import { apiForAll } from './api-for-all.ts';
import { fargateDefinition } from './fargate-definition.ts';

export type Definition = Partial<RegisterTaskDefinitionCommandInput>;
/** What is wrong, with which members, and AWS's sentence for it. */
export type RefusedDefinition = readonly [what: string, definition: Definition, message: string];

/** A definition whose one container, `web`, has these members. */
export function one(rest: Partial<ContainerDefinition>): Definition {
  return { containerDefinitions: [{ name: 'web', image: 'nginx', ...rest }] };
}

/** A definition of two containers, `web` and `side`. */
export function pair(first: Partial<ContainerDefinition>, second: Partial<ContainerDefinition>): Definition {
  return {
    containerDefinitions: [
      { name: 'web', image: 'nginx', ...first },
      { name: 'side', image: 'nginx', ...second },
    ],
  };
}

/** Declares that RegisterTaskDefinition refuses each of them, and registers none. */
export function describeRefused(cases: readonly RefusedDefinition[]): void {
  describe('refuses', () => {
    const shared = apiForAll(async () => {});

    test.each(cases)('%s', async (_what, definition, message) => {
      const { ecs } = shared();
      const sent = ecs.send(new RegisterTaskDefinitionCommand(fargateDefinition('web', definition)));
      expect(await refusal(sent)).toEqual({ name: 'ClientException', message, status: 400 });
      expect((await ecs.send(new ListTaskDefinitionFamiliesCommand({}))).families).toEqual([]);
    });
  });
}

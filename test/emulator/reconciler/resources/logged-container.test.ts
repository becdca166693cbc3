import { expect, test } from 'vitest';
import type { NamedContainer } from '../../../../emulator/reconciler/defined-task.ts';
import { loggedContainer } from '../../../../emulator/reconciler/resources/logged-container.ts';
import { TaskSecrets } from '../../../../emulator/reconciler/task-secrets.ts';
import { plainTask } from '../../../support/plain-task.ts';

const secrets = () =>
  new TaskSecrets({
    readParameters: (_accountId, _region, names) => ({
      values: new Map(names.includes('/group') ? [['/group', '/secret/group']] : []),
      invalid: names.filter((name) => name !== '/group'),
    }),
    readSecret: () => '',
  });

function logged(valueFrom: string) {
  const container: NamedContainer = {
    name: 'app',
    image: 'x',
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': 'g', 'awslogs-region': 'r' },
      secretOptions: [{ name: 'awslogs-group', valueFrom }],
    },
  };
  const defined = { task: plainTask(), definition: {}, containers: [container] };
  return loggedContainer(secrets(), defined, container).logConfiguration?.options;
}

test('secret options count as options', () => {
  expect(logged('/group')).toEqual({ 'awslogs-group': '/secret/group', 'awslogs-region': 'r' });
});

test('a secret that is gone since the start leaves the options as they are defined', () => {
  expect(logged('/gone')).toEqual({ 'awslogs-group': 'g', 'awslogs-region': 'r' });
});

test('without secret options nothing is resolved', () => {
  const container: NamedContainer = { name: 'app', image: 'x', secrets: [{ name: 'A', valueFrom: '/gone' }] };
  const defined = { task: plainTask(), definition: {}, containers: [container] };
  expect(loggedContainer(secrets(), defined, container)).toBe(container);
});

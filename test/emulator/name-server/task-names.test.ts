import { expect, test } from 'vitest';
import { TaskNames } from '../../../emulator/name-server/task-names.ts';

function scene(refusals: Readonly<Record<string, string>> = {}, resolvers = ['10.9.9.9']) {
  const warnings: string[] = [];
  const opened: string[] = [];
  const names = new TaskNames({
    server: { listenOn: async (address) => refusals[address] },
    log: { warn: (...said: unknown[]) => void warnings.push(String(said[0])) },
    bridgeAddress: async () => '172.17.0.1',
    resolvers: async () => resolvers,
    bridgeOpened: (address) => opened.push(address),
  });
  return { names, warnings, opened };
}

test('tasks ask us first, then the name servers of the machine, three at most', async () => {
  const { names } = scene({}, ['10.9.9.9', '172.31.0.1', '10.9.9.8', '10.9.9.7']);
  expect(await names.serversAt('172.31.0.1')).toEqual(['172.31.0.1', '10.9.9.9', '10.9.9.8']);
  expect(await names.serversAt(undefined)).toBeUndefined();
});

test('where port 53 cannot be had tasks do as the engine has them do, and one line says why', async () => {
  const { names, warnings } = scene({ '172.31.0.1': 'EACCES', '172.32.0.1': 'EADDRINUSE' });
  for (const address of ['172.31.0.1', '172.31.0.1', '172.32.0.1'])
    expect(await names.serversAt(address)).toBeUndefined();
  expect(warnings).toEqual([
    'the names of load balancers do not resolve inside tasks: no listening on 172.31.0.1:53: it takes root, or sysctl net.ipv4.ip_unprivileged_port_start=53',
    'the names of load balancers do not resolve inside tasks: no listening on 172.32.0.1:53: another program, perhaps another Drydock, listens there',
  ]);
});

test("says once that load balancers are to be found on the engine's bridge, once we listen there", async () => {
  const { names, opened } = scene();
  expect(names.bridge).toBeUndefined();
  expect(await names.serversOnBridge()).toEqual(['172.17.0.1', '10.9.9.9']);
  await names.serversOnBridge();
  expect([opened, names.bridge]).toEqual([['172.17.0.1'], '172.17.0.1']);
  const refused = scene({ '172.17.0.1': 'EADDRINUSE' });
  expect(await refused.names.serversOnBridge()).toBeUndefined();
  expect([refused.opened, refused.names.bridge]).toEqual([[], undefined]);
});

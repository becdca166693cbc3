import type { RuleRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { startDataPath } from '../../support/data-path/data-path.ts';

// A listener with as many rules as said, in a process of its own. A load balancer's quota is 100 rules, so what more of
// them cost shows on the data path alone. The target's port is the first argument, the count the second. The rule that
// leads to the target is the last; those before are path rules, with wildcards in the last part as in most listeners.
const [port = '', count = ''] = process.argv.slice(2);

const forward = { type: 'forward', targetGroups: [{ targetGroupArn: 'tg', weight: 1 }] } as const;

function rule(priority: number, path: string): RuleRoute {
  return {
    ruleArn: `rule-${priority}`,
    priority,
    conditions: [{ field: 'path-pattern', values: [path], regexes: [] }],
    action: path === '/b/*' ? forward : { type: 'fixed-response', statusCode: 404 },
    transforms: [],
  };
}

const others = Array.from({ length: Number(count) - 1 }, (_, i) => rule(i + 1, `/service-${i}/*`));
const target = { key: `127.0.0.1:${port}`, address: '127.0.0.1', port: Number(port) };
const dataPath = startDataPath({
  listeners: [
    {
      rules: [...others, rule(Number(count), '/b/*')],
      defaultAction: { type: 'fixed-response', statusCode: 404 },
    },
  ],
  groups: {
    tg: [{ ...target, state: 'registered', registeredAtMs: 0, lastKnownHealth: { state: 'healthy' } }],
  },
});
process.on('SIGTERM', () => void dataPath[Symbol.asyncDispose]().then(() => process.exit(0)));
process.stdout.write(`listening on http://127.0.0.1:${await dataPath.port()}\n`);

import { Disposal } from '../../../emulator/disposal.ts';
import { type Engine, EngineError } from '../../../emulator/runtime/docker/engine/engine.ts';
import type { BenchContext } from '../bench.ts';
import { until } from '../until.ts';

/** The engine as a node of a swarm that takes services. */
export interface SwarmNode extends AsyncDisposable {
  readonly nodeId: string;
}

interface EngineSwarm {
  readonly LocalNodeState: string;
  readonly ControlAvailable: boolean;
  readonly NodeID: string;
}

/** What a swarm adds to the engine's networks. Leaving it removes the first, but not the second. */
const swarmNetworks = ['ingress', 'docker_gwbridge'] as const;
const address = '127.0.0.1';
const deadlineMs = 30_000;

/**
 * The swarm that the engine manages; where it is in none, one of this node alone, bound to the loopback address.
 * Disposal leaves that one and removes the networks that came with it. A swarm that was there before stays as it was.
 */
export async function ownSwarm(context: BenchContext, engine: Engine): Promise<SwarmNode> {
  await using stack = new Disposal();
  if ((await swarmOf(engine)).LocalNodeState === 'inactive') {
    const before = await networksOf(engine);
    stack.defer(() => leave(context, engine, before));
    await engine.run({
      method: 'POST',
      path: '/swarm/init',
      body: { ListenAddr: `${address}:2377`, AdvertiseAddr: address },
    });
  }
  const { LocalNodeState, ControlAvailable, NodeID } = await swarmOf(engine);
  if (LocalNodeState !== 'active' || !ControlAvailable)
    throw new Error(
      `The engine is no manager of its swarm (${LocalNodeState}): run this on one that is, or in none.`,
    );
  const cleanUp = stack.move();
  return { nodeId: NodeID, [Symbol.asyncDispose]: () => cleanUp[Symbol.asyncDispose]() };
}

async function swarmOf(engine: Engine): Promise<EngineSwarm> {
  const { Swarm } = await engine.read<{ Swarm: EngineSwarm }>({ path: '/info' });
  return Swarm;
}

async function networksOf(engine: Engine): Promise<ReadonlySet<string>> {
  const networks = await engine.read<{ Name: string }[]>({ path: '/networks' });
  return new Set(
    networks.map(({ Name }) => Name).filter((name) => swarmNetworks.some((own) => own === name)),
  );
}

/** Leaves the swarm, also one whose initialisation failed half-way. An interrupted bench waits for the end of this, too. */
async function leave(context: BenchContext, engine: Engine, before: ReadonlySet<string>): Promise<void> {
  if ((await swarmOf(engine)).LocalNodeState === 'inactive') return;
  await engine.run({ method: 'POST', path: '/swarm/leave', query: { force: true } });
  const signal = new AbortController().signal;
  await until({ signal, what: "the swarm's networks gone", pollMs: 100, deadlineMs }, async () => {
    const left = [...(await networksOf(engine))].filter((name) => !before.has(name));
    for (const name of left) await removeNetwork(context, engine, name);
    return left.length === 0 ? true : undefined;
  });
}

/** An engine that is still clearing its swarm away refuses to, or has done it meanwhile: whoever calls asks again. */
async function removeNetwork({ note }: BenchContext, engine: Engine, name: string): Promise<void> {
  try {
    await engine.run({ method: 'DELETE', path: `/networks/${name}` });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.statusCode !== 404) note(`${name} stays for now: ${error.text}`);
  }
}

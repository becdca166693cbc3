import { createSocket } from 'node:dgram';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { startRawTarget } from './raw-target.ts';
import { routeTo } from './route-to.ts';

/** A target of flows that says its name before each thing it was told. */
export interface EchoTarget extends AsyncDisposable {
  readonly port: number;
  readonly route: TargetRoute;
}

/** Over TCP; without bytes it says nothing. */
export async function startEchoTarget(name: string): Promise<EchoTarget> {
  return startRawTarget((socket, sofar) => socket.write(`${name}:${sofar};`));
}

/** Over UDP, on the port of a TCP server that takes health checks. */
export async function startDatagramTarget(name: string): Promise<EchoTarget & { readonly seen: string[] }> {
  const checked = await startRawTarget();
  const seen: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    seen.push(message.toString());
    socket.send(`${name}:${message}`, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(checked.port, '127.0.0.1', resolve));
  return {
    port: checked.port,
    route: routeTo(checked.port),
    seen,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => socket.close(resolve));
      await checked[Symbol.asyncDispose]();
    },
  };
}

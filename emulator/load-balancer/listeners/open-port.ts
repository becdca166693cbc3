import { nextPort, type PortRefusal } from './port-candidates.ts';

const mostAttempts = 200;

/** A port that is bound address by address. */
export interface OpenablePort {
  readonly askedPort: number;
  /** The port that is really bound, once an address is. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** Resolves with node's code where that cannot be. */
  open(address: string, port: number): Promise<string | undefined>;
  close(address: string): void;
}

/**
 * Makes a port listen on those of `addresses` that it does not listen on yet. The first time it looks for a port
 * that is free on all of them, starting with `first` and leaving out `avoid`; later the port stands.
 * Addresses that this machine does not have are left out. Resolves with node's code of the last refusal.
 */
export async function openPort(
  port: OpenablePort,
  addresses: readonly string[],
  avoid: ReadonlySet<number>,
  first = port.askedPort,
): Promise<string | undefined> {
  if (port.addresses.length > 0) return openMissing(port, addresses, port.port);
  let candidate = first;
  let refusal: string | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    refusal = await openAll(port, addresses, candidate);
    if (!isPortRefusal(refusal)) return refusal;
    for (const address of port.addresses) port.close(address);
    candidate = nextPort(candidate, refusal, avoid);
  }
  return refusal;
}

/** Binds one address after the other, to the number that the first one got; stops where the port is refused. */
async function openAll(
  port: OpenablePort,
  addresses: readonly string[],
  number: number,
): Promise<string | undefined> {
  let last: string | undefined;
  for (const address of addresses) {
    const refusal = await port.open(address, port.addresses.length > 0 ? port.port : number);
    if (isPortRefusal(refusal)) return refusal;
    last = refusal ?? last;
  }
  return last;
}

async function openMissing(
  port: OpenablePort,
  addresses: readonly string[],
  number: number,
): Promise<string | undefined> {
  let last: string | undefined;
  for (const address of addresses) {
    if (!port.addresses.includes(address)) last = (await port.open(address, number)) ?? last;
  }
  return last;
}

function isPortRefusal(refusal: string | undefined): refusal is PortRefusal {
  return refusal === 'EADDRINUSE' || refusal === 'EACCES';
}

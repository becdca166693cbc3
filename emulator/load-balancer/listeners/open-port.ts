import { nextPort, type PortRefusal } from './port-candidates.ts';

const mostAttempts = 200;

/** A port that is bound address by address. */
export interface OpenablePort {
  readonly askedPort: number;
  /** The port that is really bound on the first address, once that is. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** Resolves with node's code where that cannot be. */
  open(address: string, port: number): Promise<string | undefined>;
}

/**
 * Makes a port listen on those of `addresses` that it does not listen on yet. Each address looks for a free port by
 * itself, starting with `first` and leaving out `avoid`: that loopback's is taken must not move the port that tasks
 * find at their gateway. Addresses that this machine does not have are left out. Resolves with node's code of the last
 * refusal.
 */
export async function openPort(
  port: OpenablePort,
  addresses: readonly string[],
  avoid: ReadonlySet<number>,
  first = port.askedPort,
): Promise<string | undefined> {
  let last: string | undefined;
  for (const address of addresses) {
    if (port.addresses.includes(address)) continue;
    // Any free port is to be the same one everywhere.
    const start = first === 0 && port.addresses.length > 0 ? port.port : first;
    last = (await openAddress(port, address, avoid, start)) ?? last;
  }
  return last;
}

async function openAddress(
  port: OpenablePort,
  address: string,
  avoid: ReadonlySet<number>,
  first: number,
): Promise<string | undefined> {
  let candidate = first;
  let refusal: string | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    refusal = await port.open(address, candidate);
    if (!isPortRefusal(refusal)) return refusal;
    candidate = nextPort(candidate, refusal, avoid);
  }
  return refusal;
}

function isPortRefusal(refusal: string | undefined): refusal is PortRefusal {
  return refusal === 'EADDRINUSE' || refusal === 'EACCES';
}

import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';

const configFile = '/etc/resolv.conf';
/** Where systemd-resolved tells which servers stand behind the one that it runs on loopback. */
const behindLoopback = '/run/systemd/resolve/resolv.conf';
/** Resolvers read no more of them. */
const mostResolvers = 3;

type ReadText = (path: string) => Promise<string>;

/** The name servers that this machine asks, in its order: read anew, for a VPN changes them. */
export async function hostResolvers(read: ReadText = readText): Promise<string[]> {
  return nameServersOf(await read(configFile));
}

/** Those of them that containers reach as well: loopback is their own. */
export async function resolversForTasks(read: ReadText = readText): Promise<string[]> {
  const direct = (await hostResolvers(read)).filter(isReachable);
  return direct.length > 0 ? direct : nameServersOf(await read(behindLoopback)).filter(isReachable);
}

/** The `nameserver` lines of a resolv.conf. */
export function nameServersOf(config: string): string[] {
  return [...config.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)]
    .map(([, address = '']) => address)
    .slice(0, mostResolvers);
}

/** The networks of VPCs have no IPv6. */
function isReachable(address: string): boolean {
  return isIPv4(address) && !address.startsWith('127.');
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

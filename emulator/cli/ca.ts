import { LocalAuthority } from '../../src/certificates/local-authority.ts';
import type { Config } from '../config.ts';
import { ensureDataDirectory } from '../data-directory/data-directory.ts';
import { RootFiles } from '../data-directory/root-files.ts';
import { SystemClock } from '../system-clock.ts';

/** The root certificate, and what is told of it. */
export interface RootAnswer {
  readonly pem: string;
  readonly help: string;
}

const answerTimeoutMs = 5000;

/**
 * The root certificate of the Drydock that runs; of the data directory, where none runs: it is made there if it is not
 * yet. Rejects where something else answers.
 */
export async function ca(config: Pick<Config, 'host' | 'port' | 'dataDir'>): Promise<RootAnswer> {
  const pem = (await runningRoot(config)) ?? (await keptRoot(config));
  return { pem, help };
}

async function runningRoot({ host, port }: Pick<Config, 'host' | 'port'>): Promise<string | undefined> {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/_drydock/ca`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) }).catch(() => undefined);
  if (answer === undefined) return undefined;
  const pem = await answer.text();
  if (!answer.ok || !pem.startsWith('-----BEGIN CERTIFICATE-----'))
    throw new Error(`${url} answered ${answer.status}: something else listens there.`);
  return pem;
}

async function keptRoot({ dataDir }: Pick<Config, 'dataDir'>): Promise<string> {
  if (dataDir === undefined)
    throw new Error('No Drydock answers, and one that keeps no state has its root only while it runs.');
  ensureDataDirectory(dataDir);
  return new LocalAuthority(new RootFiles(dataDir), new SystemClock()).rootPem();
}

const help = `
Whoever trusts this root trusts the certificates that RequestCertificate issues here. Its key stays in the data directory.
Write it to a file first: drydock ca > drydock-ca.pem

  curl                 curl --cacert drydock-ca.pem https://...
  Node.js              NODE_EXTRA_CA_CERTS=drydock-ca.pem
  Python, AWS CLI      REQUESTS_CA_BUNDLE=drydock-ca.pem, AWS_CA_BUNDLE=drydock-ca.pem
  Debian, Ubuntu       sudo cp drydock-ca.pem /usr/local/share/ca-certificates/drydock.crt && sudo update-ca-certificates
  Fedora               sudo cp drydock-ca.pem /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust
  macOS                sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain drydock-ca.pem
  Windows              certutil -addstore Root drydock-ca.pem
  Firefox              Settings, Certificates, Authorities, Import
`;

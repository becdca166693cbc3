import { createHash } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { RegistryCredentials } from '../../../emulator/runtime/runtime.ts';

/** A registry on loopback that gives its one image, of one tiny file, to whoever knows the password. */
export interface PasswordRegistry extends AsyncDisposable {
  /** `127.0.0.1:<port>/app:1`. */
  readonly image: string;
}

export async function startPasswordRegistry(credentials: RegistryCredentials): Promise<PasswordRegistry> {
  const content = await imageContent();
  const server = createServer(answering(credentials, content));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    image: `127.0.0.1:${port}/app:1`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Content {
  readonly manifest: Buffer;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

function answering({ username, password }: RegistryCredentials, content: Content): RequestListener {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return (request, response) => {
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    const path = request.url ?? '';
    const isManifest = path.startsWith('/v2/app/manifests/');
    const body = isManifest ? content.manifest : content.blobs.get(path.replace('/v2/app/blobs/', ''));
    if (request.headers.authorization !== authorization) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' }).end();
    } else if (path === '/v2/') response.writeHead(200).end('{}');
    else if (body === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, {
        'Content-Type': isManifest ? manifestType : 'application/octet-stream',
        'Content-Length': body.length,
        'Docker-Content-Digest': digest(body),
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    }
  };
}

async function imageContent(): Promise<Content> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  archive.entry({ name: 'file', mode: 0o644, mtime: new Date(0) }, Buffer.from('content'));
  archive.finalize();
  const tar = await buffer(archive);
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd: ['/file'] },
      rootfs: { type: 'layers', diff_ids: [digest(tar)] },
    }),
  );
  const describe = (mediaType: string, blob: Buffer) => ({
    mediaType: `application/vnd.docker.${mediaType}`,
    size: blob.length,
    digest: digest(blob),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: describe('container.image.v1+json', config),
      layers: [describe('image.rootfs.diff.tar.gzip', layer)],
    }),
  );
  return { manifest, blobs: new Map([config, layer].map((blob) => [digest(blob), blob])) };
}

function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';
import type { TargetRoute } from '../../../emulator/load-balancer/snapshot.ts';
import { routeTo } from '../data-path/route-to.ts';
import { targetIdentity } from '../tls/target-identity.ts';
import { echoService } from './echo-service.ts';

/** What a test has the service do; by default it says again what it is told. */
export interface EchoHandlers {
  readonly once: handleUnaryCall<Buffer, Buffer>;
  readonly many: handleServerStreamingCall<Buffer, Buffer>;
  readonly sum: handleClientStreamingCall<Buffer, Buffer>;
  readonly talk: handleBidiStreamingCall<Buffer, Buffer>;
}

/** A real gRPC server on loopback. */
export interface GrpcTarget extends AsyncDisposable {
  readonly port: number;
  readonly route: TargetRoute;
}

const echo: EchoHandlers = {
  once: (call, done) => done(null, call.request),
  many: (call) => {
    for (const part of call.request.toString().split(' ')) call.write(Buffer.from(part));
    call.end();
  },
  sum: (call, done) => {
    let sum = 0;
    call.on('data', (message: Buffer) => {
      sum += Number(message.toString());
    });
    call.on('end', () => done(null, Buffer.from(String(sum))));
  },
  talk: (call) => {
    call.on('data', (message: Buffer) => call.write(Buffer.from(`you said ${message}`)));
    call.on('end', () => call.end());
  },
};

/** Starts a target on a free port, with TLS where it is asked for. */
export async function startGrpcTarget(
  handlers: Partial<EchoHandlers> = {},
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<GrpcTarget> {
  const unlimited = -1;
  const server = new Server({ 'grpc.max_receive_message_length': unlimited });
  server.addService(echoService, { ...echo, ...handlers });
  const credentials = tls ? await secureCredentials() : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return {
    port,
    route: routeTo(port, { http2: true, ...(tls ? { tls } : {}) }),
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  };
}

async function secureCredentials(): Promise<ServerCredentials> {
  const { certificate, privateKey } = await targetIdentity();
  return ServerCredentials.createSsl(null, [
    { cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) },
  ]);
}

import { Client, credentials } from '@grpc/grpc-js';

/** A real gRPC client of a loopback port that speaks TLS. */
export interface GrpcClient extends Disposable {
  readonly client: Client;
}

/** Connects at the first call, as a client that trusts one authority. */
export function grpcClient(port: number, ca: string, serverName: string): GrpcClient {
  const unlimited = -1;
  const client = new Client(`127.0.0.1:${port}`, credentials.createSsl(Buffer.from(ca)), {
    'grpc.ssl_target_name_override': serverName,
    'grpc.max_receive_message_length': unlimited,
  });
  return { client, [Symbol.dispose]: () => client.close() };
}

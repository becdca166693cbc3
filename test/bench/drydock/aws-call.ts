import { Agent, request } from 'node:http';

/** One HTTP request as the AWS protocols make it. */
export interface AwsRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ecsTarget = 'AmazonEC2ContainerServiceV20141113';

/** An ECS operation in awsJson 1.1, unsigned. */
export function ecsRequest(operation: string, input: object): AwsRequest {
  return {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${ecsTarget}.${operation}` },
    body: JSON.stringify(input),
  };
}

/** An ELBv2 operation in AWS Query, unsigned. */
export function elbv2Request(operation: string): AwsRequest {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=${operation}&Version=2015-12-01`,
  };
}

/** Sends a request by a plain HTTP client: no SDK's own time is measured. Rejects on a status other than 200. */
export function send(endpoint: string, { headers, body }: AwsRequest, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const sent = request(
      endpoint,
      { method: 'POST', agent, headers: { ...headers, 'content-length': length } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${endpoint} answered ${response.statusCode}: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** ECS over one kept connection; answers are as they stand on the wire. */
export class EcsCaller implements Disposable {
  readonly #endpoint: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** `Answer` is what the SDK's model says of the operation's output. */
  async call<Answer>(operation: string, input: object): Promise<Answer> {
    return JSON.parse(await send(this.#endpoint, ecsRequest(operation, input), this.#agent));
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

import type { Config } from '../config.ts';
import { ExecClient } from '../exec/exec-client.ts';
import { joinCommand } from '../exec/split-command.ts';
import type { TerminalSize } from '../runtime/runtime.ts';
import { SystemClock } from '../system-clock.ts';

export interface ExecOptions {
  readonly cluster?: string;
  readonly task: string;
  readonly container?: string;
  readonly region?: string;
}

/** The user's side: what is typed, and where the command's output goes. */
export interface UserTerminal {
  readonly input: NodeJS.ReadableStream & {
    readonly isTTY?: boolean;
    setRawMode?(raw: boolean): unknown;
  };
  readonly output: NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };
  readonly errors: NodeJS.WritableStream;
}

/** The plugin's own, for output that goes into a file or a pipe. */
const sizeOfNoTerminal: TerminalSize = { columns: 300, rows: 100 };
const endOfInput = 0x04;
/** For a session whose command's exit code nobody knows. */
const unknownExitCode = 1;

/**
 * Runs a command in a container of a task, as `aws ecs execute-command` with the session manager plugin does, and
 * resolves with the command's exit code. Rejects with one sentence where that cannot be.
 */
export async function exec(
  { host, port }: Pick<Config, 'host' | 'port'>,
  command: readonly string[],
  options: ExecOptions,
  { input, output, errors }: UserTerminal = {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
  },
): Promise<number> {
  const session = await executeCommand(`http://${host}:${port}`, command, options);
  const size = () => ({
    columns: output.columns || sizeOfNoTerminal.columns,
    rows: output.rows || sizeOfNoTerminal.rows,
  });
  const client = new ExecClient({
    ...session,
    clock: new SystemClock(),
    size: size(),
    onOutput: (chunk) => new Promise((resolve) => output.write(chunk, () => resolve())),
  });
  const onResize = () => client.resize(size());
  output.on('resize', onResize);
  if (input.isTTY) input.setRawMode?.(true);
  const typing = typeInto(client, input);
  try {
    const end = await client.ended;
    if (end.output !== '') errors.write(`${end.output.trim()}\n`);
    return end.exitCode ?? unknownExitCode;
  } finally {
    typing.stop();
    output.off('resize', onResize);
    if (input.isTTY) input.setRawMode?.(false);
  }
}

/** Input that ends, as from a pipe, ends with Ctrl-D: the terminal's end of input at the beginning of a line. */
function typeInto(client: ExecClient, input: NodeJS.ReadableStream): { stop(): void } {
  let lastByte: number | undefined;
  const onData = (data: Buffer | string): void => {
    const bytes = Buffer.from(data);
    lastByte = bytes.at(-1) ?? lastByte;
    input.pause();
    void client.write(bytes).then(() => input.resume());
  };
  const onEnd = (): void => {
    const isMidLine = lastByte !== undefined && lastByte !== '\n'.charCodeAt(0);
    void client.write(Buffer.alloc(isMidLine ? 2 : 1, endOfInput));
  };
  input.on('data', onData);
  input.on('end', onEnd);
  return {
    stop: () => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.pause();
    },
  };
}

interface SessionAnswer {
  readonly streamUrl: string;
  readonly tokenValue: string;
}

/** ECS's operation over plain HTTP: the SDK's client would be most of this command's start. */
async function executeCommand(
  endpoint: string,
  command: readonly string[],
  { cluster, task, container, region }: ExecOptions,
): Promise<SessionAnswer> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ExecuteCommand',
      // Names the account and the region; signatures are not verified.
      authorization: `AWS4-HMAC-SHA256 Credential=${credentialScope(region)}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ cluster, task, container, command: joinCommand(command), interactive: true }),
  }).catch(() => {
    throw new Error(`No Drydock answers on ${endpoint}: start it with drydock start.`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(refusalText(text, endpoint));
  const { session }: { session: SessionAnswer } = JSON.parse(text);
  return session;
}

function credentialScope(region: string | undefined): string {
  const { AWS_ACCESS_KEY_ID: key = 'test', AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return `${key}/20260101/${region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1'}/ecs/aws4_request`;
}

function refusalText(text: string, endpoint: string): string {
  try {
    const { __type: type, message }: { __type?: string; message?: string } = JSON.parse(text);
    if (type !== undefined && message !== undefined) return `${type.replace(/^.*#/, '')}: ${message}`;
  } catch {
    // Not an answer of ours.
  }
  return `${endpoint} refused the request: ${text.slice(0, 200)}`;
}

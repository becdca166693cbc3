import { GetLogEventsCommand, type GetLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { DemoClients } from '../../../emulator/demo/demo-clients.ts';
import { shop } from '../../../emulator/demo/shop.ts';

/** Every line of a stream of the shop's log group, page by page from its head. */
export async function logLines({ logs }: DemoClients, logStreamName: string): Promise<string[]> {
  const lines: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page: GetLogEventsCommandOutput = await logs.send(
      new GetLogEventsCommand({ logGroupName: shop.logGroup, logStreamName, startFromHead: true, nextToken }),
    );
    lines.push(...(page.events ?? []).map(({ message = '' }) => message));
    // The end of the stream is where the token stays the same.
    if (page.nextForwardToken === nextToken) return lines;
    nextToken = page.nextForwardToken;
  }
}

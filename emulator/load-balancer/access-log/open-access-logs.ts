import { AccessLogFolder } from './access-log-folder.ts';
import { AccessLogs, type AccessLogsOptions } from './access-logs.ts';

/** The access logs of a folder; undefined where there is no folder to keep them. */
export function openAccessLogs(
  dir: string | undefined,
  { clock, log }: Pick<AccessLogsOptions, 'clock' | 'log'>,
): AccessLogs | undefined {
  return dir === undefined ? undefined : new AccessLogs({ folder: new AccessLogFolder(dir), clock, log });
}

import { ecsError, notYet } from './errors.ts';

/** Fargate's for Linux, the newest last: LATEST is that one. */
const versions = ['1.3.0', '1.4.0'];
export const latestPlatform = '1.4.0';

/** @throws AwsError PlatformUnknownException, or that Drydock lacks a version that AWS has */
export function checkPlatformVersion(version: string | undefined): void {
  if (version === undefined || version === 'LATEST' || version === latestPlatform) return;
  if (versions.includes(version)) throw notYet(`the platform version ${version}`);
  throw ecsError('PlatformUnknownException', `The platform version ${version} is unknown.`);
}

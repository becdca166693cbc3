import { type Candidate, namePattern, type Rule } from './rule.ts';

/** Rules of the volumes that containers mount. */
export const volumeRules: readonly Rule[] = [
  ({ volumes = [] }) =>
    volumes.some(({ name = '' }) => name === '') ? 'Volume.name should not be null or empty.' : undefined,
  ({ volumes = [] }) =>
    volumes.every(({ name = '' }) => namePattern.test(name))
      ? undefined
      : 'Volume.name contains invalid characters.',
  ({ volumes = [] }) =>
    volumes.some(({ host }) => host?.sourcePath === '') ? 'host.sourcePath should not be blank.' : undefined,
  ({ containers, volumes = [] }) => {
    const known = new Set(volumes.map(({ name }) => name));
    const unknown = mounted(containers).find((volume) => !known.has(volume));
    return unknown === undefined ? undefined : `Unknown volume '${unknown}'.`;
  },
  ({ containers, volumes = [] }) => {
    const used = new Set(mounted(containers));
    const unused = volumes.filter(
      ({ name = '', configuredAtLaunch }) => configuredAtLaunch === true && !used.has(name),
    );
    return unused.length === 0
      ? undefined
      : `Volumes [${unused.map(({ name }) => name).join(', ')}] are not referenced by any of the containers`;
  },
  efs(({ authorizationConfig, transitEncryption }) =>
    authorizationConfig?.iam === 'ENABLED' && transitEncryption !== 'ENABLED'
      ? 'EFS IAM authorization requires TransitEncryption to be enabled.'
      : undefined,
  ),
  efs(({ authorizationConfig, rootDirectory = '/' }) =>
    authorizationConfig?.accessPointId !== undefined && rootDirectory !== '/'
      ? 'When using an EFS access point, the root directory must either be set to "/" or be omitted'
      : undefined,
  ),
  efs(({ transitEncryptionPort, transitEncryption }) =>
    transitEncryptionPort !== undefined && transitEncryption !== 'ENABLED'
      ? 'TransitEncryptionPort requires that TransitEncryption is enabled.'
      : undefined,
  ),
];

function mounted(containers: Candidate['containers']): string[] {
  return containers.flatMap(({ mountPoints = [] }) =>
    mountPoints.map(({ sourceVolume = '' }) => sourceVolume),
  );
}

type EfsConfiguration = NonNullable<NonNullable<Candidate['volumes']>[number]['efsVolumeConfiguration']>;

function efs(check: (configuration: EfsConfiguration) => string | undefined): Rule {
  return ({ volumes = [] }) =>
    volumes
      .flatMap(({ efsVolumeConfiguration }) => efsVolumeConfiguration ?? [])
      .map(check)
      .find((broken) => broken !== undefined);
}

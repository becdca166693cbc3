import { type Definition, describeRefused, one } from '../../../../../support/ecs/refused-definitions.ts';

const volume = (efsVolumeConfiguration: object): Definition => ({
  volumes: [{ name: 'v', efsVolumeConfiguration: { fileSystemId: 'fs-1', ...efsVolumeConfiguration } }],
});

describeRefused([
  [
    'a volume that is nowhere',
    one({ mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] }),
    "Unknown volume 'v'.",
  ],
  ['a volume without a name', { volumes: [{ name: '' }] }, 'Volume.name should not be null or empty.'],
  [
    'a volume whose name has a slash',
    { volumes: [{ name: 'a/b' }] },
    'Volume.name contains invalid characters.',
  ],
  [
    'a volume whose name is too long',
    { volumes: [{ name: 'v'.repeat(256) }] },
    'Volume.name contains invalid characters.',
  ],
  [
    'a blank path of the host',
    { volumes: [{ name: 'v', host: { sourcePath: '' } }] },
    'host.sourcePath should not be blank.',
  ],
  [
    'a volume for launch that nobody mounts',
    { volumes: [{ name: 'v', configuredAtLaunch: true }] },
    'Volumes [v] are not referenced by any of the containers',
  ],
  [
    'EFS with IAM in clear text',
    volume({ authorizationConfig: { iam: 'ENABLED' } }),
    'EFS IAM authorization requires TransitEncryption to be enabled.',
  ],
  [
    'an access point below a root',
    volume({ rootDirectory: '/x', authorizationConfig: { accessPointId: 'fsap-1' } }),
    'When using an EFS access point, the root directory must either be set to "/" or be omitted',
  ],
  [
    'a port for no encryption',
    volume({ transitEncryptionPort: 2049 }),
    'TransitEncryptionPort requires that TransitEncryption is enabled.',
  ],
]);

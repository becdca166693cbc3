import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { type Candidate, forFargate, isOutside, ofContainers, type Rule } from './rule.ts';

const leastStorageGiB = 21;
const mostStorageGiB = 200;
/** Where a container's image is one of ECR's, whose pull needs the execution role. */
const ecrImage = /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/;

/** AWS's sentence for GPUs on Fargate. */
export const noFargateGpus = 'Tasks using the Fargate launch type do not support GPU resource requirements.';

/** What Fargate does not have, by the member's name as AWS's sentence gives it. */
const unsupported: readonly (readonly [string, (candidate: Candidate) => boolean])[] = [
  ['constraints', ({ placementConstraints }) => isSet(placementConstraints)],
  ['devices', anyContainer(({ linuxParameters }) => isSet(linuxParameters?.devices))],
  [
    'sharedMemorySize',
    anyContainer(({ linuxParameters }) => linuxParameters?.sharedMemorySize !== undefined),
  ],
  ['maxSwap', anyContainer(({ linuxParameters }) => linuxParameters?.maxSwap !== undefined)],
  ['ipcMode', ({ ipcMode }) => ipcMode !== undefined],
  ['dockerSecurityOptions', anyContainer(({ dockerSecurityOptions }) => isSet(dockerSecurityOptions))],
  [
    'dockerVolumeConfiguration',
    ({ volumes = [] }) =>
      volumes.some(({ dockerVolumeConfiguration }) => dockerVolumeConfiguration !== undefined),
  ],
  ['sourcePath', ({ volumes = [] }) => volumes.some(({ host }) => host?.sourcePath !== undefined)],
];

/** Rules of Fargate alone, beyond its sizes and its network mode. */
export const fargateRules: readonly Rule[] = [
  forFargate(({ containers, executionRoleArn }) =>
    executionRoleArn === undefined && containers.some(({ image = '' }) => ecrImage.test(image))
      ? 'Fargate requires task definition to have execution role ARN to support ECR images.'
      : undefined,
  ),
  ({ ephemeralStorage, requiresCompatibilities }) =>
    ephemeralStorage !== undefined && requiresCompatibilities?.includes('EC2')
      ? 'Tasks using the EC2 launch type do not support EphemeralStorage.'
      : undefined,
  ({ ephemeralStorage }) => brokenStorage(ephemeralStorage?.sizeInGiB),
  forFargate(
    ofContainers(({ linuxParameters }) => {
      const refused = linuxParameters?.capabilities?.add?.find((each) => each !== 'SYS_PTRACE');
      return refused && `${refused} is not allowed on Fargate.`;
    }),
  ),
  forFargate((candidate) => {
    const used = unsupported.find(([, isUsed]) => isUsed(candidate));
    return used && `Fargate compatible task definitions do not support ${used[0]}`;
  }),
  forFargate((candidate) =>
    anyContainer(({ privileged }) => privileged === true)(candidate)
      ? 'Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.'
      : undefined,
  ),
  forFargate(({ pidMode }) =>
    pidMode === undefined || pidMode === 'task'
      ? undefined
      : "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
  ),
  forFargate((candidate) =>
    anyContainer(({ resourceRequirements = [] }) => resourceRequirements.some(({ type }) => type === 'GPU'))(
      candidate,
    )
      ? noFargateGpus
      : undefined,
  ),
];

/** AWS's sentence for a size that no Fargate task can have. */
export function brokenStorage(sizeInGiB: number | undefined): string | undefined {
  if (sizeInGiB === undefined) return undefined;
  if (sizeInGiB > mostStorageGiB) return `EphemeralStorage size should be at most ${mostStorageGiB}`;
  return isOutside(sizeInGiB, leastStorageGiB)
    ? `EphemeralStorage size should be at least ${leastStorageGiB}`
    : undefined;
}

function anyContainer(isUsed: (container: ContainerDefinition) => boolean) {
  return ({ containers }: Candidate): boolean => containers.some(isUsed);
}

function isSet(list: readonly unknown[] | undefined): boolean {
  return (list?.length ?? 0) > 0;
}

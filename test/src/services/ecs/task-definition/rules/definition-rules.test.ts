import { describeRefused, one, pair } from '../../../../../support/ecs/refused-definitions.ts';

describeRefused([
  ['an empty family', { family: '' }, 'Family should not be null or empty.'],
  ['a family with a colon', { family: 'web:1' }, 'Family contains invalid characters.'],
  ['a family that is too long', { family: 'f'.repeat(256) }, 'Family contains invalid characters.'],
  ['no container', { containerDefinitions: [] }, 'Container list cannot be empty'],
  [
    'eleven containers',
    { containerDefinitions: Array.from({ length: 11 }, (_, n) => ({ name: `c${n}`, image: 'nginx' })) },
    'Too many containers.',
  ],
  ['an empty list of tags', { tags: [] }, 'Tags can not be empty.'],
  [
    'many tags',
    { tags: Array.from({ length: 51 }, (_, n) => ({ key: `k${n}` })) },
    'Tags can not be more than 50.',
  ],
  ['a tag of AWS’s', { tags: [{ key: 'aws:team' }] }, 'Tag key prefix aws: is reserved.'],
  ['a container without a name', one({ name: undefined }), 'Container.name should not be null or empty.'],
  ['a name with a space', one({ name: 'a b' }), 'Container.name contains invalid characters.'],
  ['a name with a line break behind', one({ name: 'a\n' }), 'Container.name contains invalid characters.'],
  ['a container without an image', one({ image: '' }), 'Container.image should not be null or empty.'],
  ['an image with a space', one({ image: 'a b' }), 'Container.image contains invalid characters.'],
  [
    'an image that is too long',
    one({ image: 'i'.repeat(256) }),
    'Container.image contains invalid characters.',
  ],
  ['a name that is too long', one({ name: 'n'.repeat(256) }), 'Container.name contains invalid characters.'],
  ['two of one name', pair({ name: 'side' }, {}), 'Container names must be unique within a task definition'],
  [
    'no essential container',
    one({ essential: false }),
    "Task definition doesn't have any essential container",
  ],
  ['an empty role', { taskRoleArn: '' }, 'Role is not valid'],
  ['a role of another service', { executionRoleArn: 'arn:aws:s3:::bucket' }, 'Role is not valid'],
  [
    'a negative memory',
    one({ memory: -1 }),
    "Invalid setting for container 'web'. 'memory' must be a non-negative whole number.",
  ],
  [
    'a broken cpu',
    one({ cpu: 0.5 }),
    "Invalid setting for container 'web'. 'cpu' must be a non-negative whole number.",
  ],
  [
    'no memory anywhere, before Fargate’s own rule',
    { memory: undefined },
    "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
  ],
  [
    'less memory than is reserved',
    one({ memory: 128, memoryReservation: 129 }),
    "Invalid setting for container 'web'. 'memory' must be greater than or equal to 'memoryReservation'",
  ],
  [
    'more memory than the task has',
    one({ memory: 513 }),
    "The 'memory' setting for container 'web' is greater than for the task",
  ],
  [
    'more cpu than the task has',
    pair({ cpu: 200 }, { cpu: 57 }),
    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
  ],
  [
    'more reserved memory than the task has',
    pair({ memoryReservation: 500 }, { memoryReservation: 13 }),
    "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
  ],
  ['no task cpu', { cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
  [
    'no task memory',
    { memory: undefined, ...one({ memory: 128 }) },
    "Fargate requires that 'memory' be defined at the task level.",
  ],
  [
    'a pair that Fargate lacks',
    { memory: '4096' },
    'No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.',
  ],
  ['a cpu that is no size', { cpu: 'one' }, "Invalid 'cpu' setting for task."],
  ['an empty cpu', { cpu: '' }, "Invalid 'cpu' setting for task."],
  ['a negative task memory', { memory: '-512' }, "Invalid 'memory' setting for task."],
  ['a unit of the other', { cpu: '1 GB' }, "Invalid 'cpu' setting for task."],
  [
    'less cpu than any task has',
    { requiresCompatibilities: ['EC2'], cpu: '127' },
    "Invalid 'cpu' setting for task.",
  ],
  [
    'more cpu than any task has',
    { requiresCompatibilities: ['EC2'], cpu: '193 vCPU' },
    "Invalid 'cpu' setting for task.",
  ],
  [
    'a network mode that Fargate lacks',
    { networkMode: 'bridge' },
    'Fargate only supports network mode ‘awsvpc’.',
  ],
]);

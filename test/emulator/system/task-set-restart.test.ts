import { test } from 'vitest';
import { killAtInstants } from '../../support/system/kill-at-instants.ts';
import { held, newScene, type RestartScene } from '../../support/system/restart-scene.ts';
import { TaskSetsUnderTest } from '../../support/system/task-sets-under-test.ts';

const images = { app: { stopDelayMs: 500 }, next: { pull: { delayMs: 1000 }, stopDelayMs: 500 } };

/** Everything that is there in the end, on whatever side. */
async function endState(scene: RestartScene, targetGroupArn: string) {
  return {
    service: scene.web.summary(await scene.web.describe()),
    tasks: (await scene.web.tasks()).map(({ lastStatus, stopCode }) => `${lastStatus} ${stopCode}`).sort(),
    targets: await scene.web.targetStates(targetGroupArn),
    held: await held(scene),
    starts: scene.starts.length,
    startedTwice: scene.starts.length - new Set(scene.starts).size,
  };
}

test.each([
  ['follows the desired count of its service', ({ web }: RestartScene) => web.update({ desiredCount: 3 })],
  ['is deleted', (_: RestartScene, sets: TaskSetsUnderTest, blue: string) => sets.delete(blue)],
])(
  'go on after a kill at any instant while a task set %s',
  async (_title, act) => {
    let targetGroupArn = '';
    let sets: TaskSetsUnderTest | undefined;
    let blue = '';
    await killAtInstants({
      newScene: () => newScene({ images }),
      step: 4,
      async prepare({ web, world }) {
        await web.register();
        await web.register({ image: 'next' });
        targetGroupArn = await web.loadBalancer();
        const loadBalancers = [{ targetGroupArn, containerName: 'app', containerPort: 80 }];
        sets = await TaskSetsUnderTest.of(world, web, 2);
        blue = await sets.create('web:1', 100, { loadBalancers });
        await sets.promote(await sets.create('web:2', 50, { loadBalancers }));
        await world.advance(60_000);
      },
      act: async (scene) => sets && act(scene, sets, blue),
      endState: (scene) => endState(scene, targetGroupArn),
    });
  },
  60_000,
);

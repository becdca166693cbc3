import { expect } from 'vitest';
import type { SimulatedWorld } from './simulated-world.ts';

/** What is played, in a world of its own each time. */
export interface Play<Scene extends { readonly world: SimulatedWorld }> {
  /** Every how many instants the emulator is killed. */
  readonly step: number;
  newScene(): Promise<Scene>;
  prepare(scene: Scene): Promise<void>;
  /** Asks for what the emulator is killed over: committed with the first instant, whether or not an answer comes. */
  act(scene: Scene): Promise<unknown>;
  endState(scene: Scene): Promise<unknown>;
}

/**
 * Plays a scene without a kill, then once for each `step`-th instant of it with the emulator killed there and started
 * anew. Each has to come to the end state of the first, which is returned.
 */
export async function killAtInstants<Scene extends { readonly world: SimulatedWorld }>(
  play: Play<Scene>,
): Promise<unknown> {
  const { step, newScene, prepare, act, endState } = play;
  const undisturbed = await newScene();
  await using _undisturbed = undisturbed.world;
  await prepare(undisturbed);
  const { life } = undisturbed.world;
  const first = life.instants;
  await act(undisturbed);
  await undisturbed.world.advance(120_000);
  const expected = await endState(undisturbed);
  const instants = life.instants - first;
  expect(instants).toBeGreaterThan(20);
  for (let instant = 1; instant <= instants; instant += step) {
    const scene = await newScene();
    const { world } = scene;
    await using _world = world;
    await prepare(scene);
    world.life.dieAfter(instant);
    await act(scene).catch(() => undefined);
    await world.clock.advance(20_000);
    await world.kill();
    // Now and then the engine goes on alone for a while.
    await world.clock.advance(instant % 3 === 0 ? 5000 : 0);
    await world.startEmulator();
    await world.advance(120_000);
    expect(await endState(scene), `killed at instant ${instant}`).toEqual(expected);
  }
  return expected;
}

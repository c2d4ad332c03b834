import { describe, expect, it } from 'vitest';
import { decibels, loudness } from '@shared/media/level-meter';
import { afterStage, problemWord, stageOf } from '../stages';
import { jitter, kbps, median } from './network';
import { brightness } from './picture';

// FEATURES: A16
describe('a network in numbers', () => {
  it.each([
    [[], 0, 0],
    [[40], 40, 0],
    [[40, 60], 50, 20],
    [[10, 300, 20], 20, 285],
  ])('%j has the median %d and the jitter %d', (trips, middle, uneven) => {
    expect([median(trips), jitter(trips)]).toEqual([middle, uneven]);
  });

  it('counts bits a second', () => {
    expect(kbps(125_000, 1000)).toBe(1000);
    expect(kbps(125, 0)).toBe(1000); // quicker than the clock can tell
  });
});

describe('a picture', () => {
  const pixels = (...lumas: number[]) => new Uint8ClampedArray(lumas.flatMap((one) => [one, one, one, 255]));

  it('that is black has neither brightness nor spread', () => {
    expect(brightness(pixels(0, 0, 0, 0))).toEqual({ luma: 0, spread: 0 });
  });

  it('has the mean and the standard deviation of its brightness', () => {
    const { luma, spread } = brightness(pixels(0, 200));
    expect(luma).toBeCloseTo(100);
    expect(spread).toBeCloseTo(100);
  });
});

describe('a sound in dB of full scale', () => {
  const sine = (peak: number) => Float32Array.from({ length: 1024 }, (_, n) => peak * Math.sin((2 * Math.PI * n) / 64));

  it.each([
    [0.5, -9],
    [0.1, -23],
    [0.01, -43],
  ])('of amplitude %d is about %d dB', (peak, want) => {
    expect(decibels(loudness(sine(peak)))).toBeCloseTo(want, 0);
  });

  it('that is digital silence is at the floor', () => {
    expect(decibels(0)).toBe(-200);
  });
});

describe('the steps of a check', () => {
  const findings = (...open: string[]) =>
    ['browser', 'camera', 'speaker', 'network', 'media'].map((item) => ({ item, verdict: open.includes(item) ? ('open' as const) : ('pass' as const) }));

  it.each([
    ['devices', ['speaker', 'network', 'media'], 'speaker'],
    ['speaker', ['network', 'media'], 'network'],
    ['network', [], 'result'],
    ['devices', [], 'result'],
    ['devices', ['media'], 'network'],
  ] as const)('after %s with %j open comes %s', (stage, open, next) => {
    expect(afterStage(stage, { findings: findings(...open) })).toBe(next);
  });

  it('measure an item where it belongs', () => {
    expect(['camera', 'speaker', 'clock'].map(stageOf)).toEqual(['devices', 'speaker', 'network']);
  });

  it('call problems as the server does', () => {
    expect(['denied', 'in_use', 'no_camera', 'no_microphone', 'ended'].map(problemWord)).toEqual(['denied', 'in_use', 'none', 'none', 'unknown']);
  });
});

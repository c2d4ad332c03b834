import { describe, expect, it } from 'vitest';
import { fenOf, yuan } from './model';
import { later, toInstant, toWall } from './zoned';

describe('times in the school’s zone', () => {
  it.each([
    ['2026-12-01T09:00', 'Asia/Shanghai', '2026-12-01T01:00:00.000Z'],
    ['2026-12-01T00:30', 'Asia/Urumqi', '2026-11-30T18:30:00.000Z'],
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01T09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
  ])('%s in %s is %s, and back', (wall, zone, instant) => {
    expect(toInstant(wall, zone)).toBe(instant);
    expect(toWall(instant, zone)).toBe(wall);
  });
  it('refuses what is no time', () => {
    expect(toInstant('', 'Asia/Shanghai')).toBeUndefined();
    expect(toInstant('2026-13-01T09:00', 'Asia/Shanghai')).toBeUndefined();
  });
  it('counts minutes over midnight', () => {
    expect(later('2026-12-01T23:45', 30)).toBe('2026-12-02T00:15');
  });
});

describe('fees', () => {
  it.each([
    ['120', 12000],
    ['120.5', 12050],
    ['￥1,200.00 元', 120000],
    ['', 0],
  ])('%s is %i fen', (typed, fen) => expect(fenOf(typed)).toBe(fen));
  it.each(['-1', '1.234', 'free', '12345678'])('%s is no amount', (typed) => expect(fenOf(typed)).toBeUndefined());
  it('writes yuan', () => {
    expect(yuan(12000)).toBe('120');
    expect(yuan(12050)).toBe('120.50');
  });
});

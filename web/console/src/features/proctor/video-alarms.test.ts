import { describe, expect, it } from 'vitest';
import type { BoardSitting } from '@shared/model';
import { alarmsOf, freshAlarms, lineOf, videoStepsFor, type Take, type VideoRow } from './video-alarms';

const row = (phase: string, problem: string) =>
  ({ sitting_id: 's', phase, devices: [{ position: 1, problem: '' }, { position: 2, problem }] }) as unknown as VideoRow;

describe('the alarms of a video exam', () => {
  it('tells what is wrong with whom', () => {
    expect(alarmsOf([row('recording', 'gone')])).toEqual([{ sittingId: 's', position: 2, problem: 'gone' }]);
    expect(alarmsOf([row('recording', '')])).toEqual([]);
    expect(alarmsOf([row('submitted', 'gone')])).toEqual([]);
  });

  it('sounds once for each', () => {
    const gone = alarmsOf([row('recording', 'gone')]);
    expect(freshAlarms([], gone)).toEqual(gone);
    expect(freshAlarms(gone, gone)).toEqual([]);
    expect(freshAlarms(gone, alarmsOf([row('recording', 'track_muted')]))).toHaveLength(1);
  });
});

describe('what a proctor can do', () => {
  const one = (phase: string) => ({ id: 's', phase, version: 4 }) as BoardSitting;
  it('stops only a take that runs', () => {
    const running = { take: { id: 't' } } as VideoRow;
    expect(videoStepsFor(one('recording'), running).map(({ kind }) => kind)).toEqual(['stop', 'give_try']);
    expect(videoStepsFor(one('recording'), running)[0]?.path).toBe('/api/sittings/s/video/takes/t/staff-stop');
    expect(videoStepsFor(one('recording'), undefined).map(({ kind }) => kind)).toEqual(['give_try']);
  });
  it('reopens what is handed in, for minutes and a reason', () => {
    const [step] = videoStepsFor(one('finished'), undefined);
    expect(step?.body({ minutes: 20, reason: 'black' })).toEqual({ minutes: 20, reason: 'black' });
  });
});

describe('the time line of a take', () => {
  it('puts both cameras and their gaps in their places', () => {
    const take = {
      tracks: [
        { position: 1, offset_ms: -1200, duration_ms: 61_200, gaps: [] },
        { position: 2, offset_ms: -1000, duration_ms: 60_000, gaps: [{ from_ms: 10_000, to_ms: 13_000 }] },
      ],
    } as unknown as Take;
    expect(lineOf(take)).toEqual({
      lengthS: 61.2,
      starts: [
        { position: 1, startS: 0, gaps: [] },
        { position: 2, startS: 0.2, gaps: [{ fromS: 10.2, toS: 13.2 }] },
      ],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { session } from '../../board/sample';
import { onlyRunning, sortSessions, viewOf, whenOf } from './choose';

const at = (time: string) => Date.parse(`2026-11-24T${time}:00.000Z`);
const from = (id: string, start: string, end: string) =>
  session({ id, entry_opens_at: `2026-11-24T${start}:00.000Z`, starts_at: `2026-11-24T${start}:00.000Z`, ends_at: `2026-11-24T${end}:00.000Z` });

describe('my sessions', () => {
  it('run from the opening of entry', () => {
    const one = session({ entry_opens_at: '2026-11-24T07:30:00.000Z' });
    expect([at('07:29'), at('07:30'), at('09:59'), at('10:00')].map((now) => whenOf(one, now))).toEqual([
      'coming', 'running', 'running', 'over',
    ]);
  });

  it('are listed running, coming, over', () => {
    const all = [from('old', '01:00', '02:00'), from('later', '15:00', '16:00'), from('now', '08:00', '10:00'),
      from('soon', '11:00', '12:00'), from('older', '00:00', '01:00')];
    expect(sortSessions(all, at('09:00')).map(({ id }) => id)).toEqual(['now', 'soon', 'later', 'old', 'older']);
  });

  it('lead straight into the only one that runs', () => {
    const now = from('now', '08:00', '10:00');
    expect(onlyRunning([now, from('soon', '11:00', '12:00')], at('09:00'))?.id).toBe('now');
    expect(onlyRunning([now, from('also', '08:00', '12:00')], at('09:00'))).toBeUndefined();
    expect(onlyRunning([from('soon', '11:00', '12:00')], at('09:00'))).toBeUndefined();
  });

  it.each([
    [['steward'], 'steward'],
    [['steward', 'chair'], 'panel'],
    [['inspector'], 'overview'],
    [['school_admin'], 'overview'],
  ])('show %s the work of the role', (my_roles, view) => {
    expect(viewOf(session({ my_roles }), 'running')).toBe(view);
    expect(viewOf(session({ my_roles }), 'over')).toBe('overview');
  });

  it.each([
    [['proctor'], 'proctor'],
    [['chair'], 'proctor'],
    [['inspector'], 'overview'],
    [['marker'], 'answers'],
    [['marker', 'reviewer'], 'answers'],
  ])('show %s the work of the role in a written exam', (my_roles, view) => {
    const subject = { id: 's', name: '', intro: '', exam_type: 'written' };
    expect(viewOf(session({ my_roles, subject }), 'running')).toBe(view);
  });

  it('takes those who only judge to what was recorded, also when it is over', () => {
    const subject = { id: 's', name: '', intro: '', exam_type: 'video' };
    for (const when of ['running', 'over'] as const) expect(viewOf(session({ my_roles: ['marker'], subject }), when)).toBe('takes');
    expect(viewOf(session({ my_roles: ['marker', 'examiner'], subject }), 'running')).toBe('proctor');
  });
});

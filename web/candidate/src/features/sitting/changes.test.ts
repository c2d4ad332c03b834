import { describe, expect, it } from 'vitest';
import type { Release, SittingView } from '@shared/model';
import { changesOf, stillNews } from './changes';

const call = { staff_id: 's', staff_name: '李老师', muted: false, since: '' };
const question = { id: 'r', question_id: 'q', number: 2, title: '题', body: '', released_at: '' } satisfies Release;
const device = (position: 1 | 2, state: 'empty' | 'online' | 'lost') => ({ position, state, mine: position === 1 });

function snapshot(part: Partial<SittingView> = {}): SittingView {
  return {
    id: 'sitting',
    phase: 'waiting',
    my_position: 1,
    devices: [device(1, 'online'), device(2, 'empty')],
    messages: [],
    releases: [],
    ...part,
  } as SittingView;
}

describe('a notice', () => {
  const released = { kind: 'question_released', number: 2, title: '题' } as const;
  it.each([
    ['of a question that nobody has opened', released, { releases: [question] }, true],
    ['of one that is being read', released, { releases: [{ ...question, opened_at: '2026-11-25T08:00:00Z' }] }, false],
    ['of one that was withdrawn', released, { releases: [] }, false],
    ['of the end, which has its own screen', { kind: 'ended' }, {}, false],
    ['of a message', { kind: 'message', from: '李老师', text: '请坐近些' }, {}, true],
  ] as const)('%s', (_, change, now, want) => {
    expect(stillNews(change, snapshot(now as Partial<SittingView>))).toBe(want);
  });
});

const checkIn = (state: 'shown' | 'done' | 'again', by?: string): SittingView['check_in'] => ({
  steps: [{ kind: 'room_scan', state, tick: true, second_camera: true, strict: false, tries: 0, ...(by === undefined ? {} : { by }) }],
});

describe('what a candidate is told of', () => {
  it.each([
    ['nothing when nothing changed', {}, {}, []],
    ['a call', {}, { call }, [{ kind: 'call_started', name: '李老师' }]],
    ['its end', { call }, {}, [{ kind: 'call_ended' }]],
    ['being muted', { call }, { call: { ...call, muted: true } }, [{ kind: 'call_muted', muted: true }]],
    ['an invitation that lapsed', { phase: 'invited' }, {}, [{ kind: 'invitation_gone' }]],
    ['the interview, not the end of the call before it', { phase: 'invited', call }, { phase: 'interviewing' }, [{ kind: 'interview_started' }]],
    ['the second camera that joined', {}, { devices: [device(1, 'online'), device(2, 'online')] }, [{ kind: 'other_camera', position: 2, state: 'online' }]],
    ['and that was lost', { devices: [device(1, 'online'), device(2, 'online')] }, { devices: [device(1, 'online'), device(2, 'lost')] }, [{ kind: 'other_camera', position: 2, state: 'lost' }]],
    ['a step that staff found good', { phase: 'check_in', check_in: checkIn('shown') }, { phase: 'check_in', check_in: checkIn('done', '吴') }, [{ kind: 'step_settled', step: 'room_scan', again: false }]],
    ['or want again', { phase: 'check_in', check_in: checkIn('shown') }, { phase: 'check_in', check_in: checkIn('again', '吴') }, [{ kind: 'step_settled', step: 'room_scan', again: true }]],
    ['but not what she did herself', { phase: 'check_in', check_in: checkIn('again', '吴') }, { phase: 'check_in', check_in: checkIn('shown') }, []],
    ['a message', {}, { messages: [{ id: 'm', from_name: '李老师', text: '请坐近些', at: '' }] }, [{ kind: 'message', from: '李老师', text: '请坐近些' }]],
    ['a question', { phase: 'interviewing' }, { phase: 'interviewing', releases: [question] }, [{ kind: 'question_released', number: 2, title: '题' }]],
    ['a question taken back', { phase: 'interviewing', releases: [question] }, { phase: 'interviewing' }, [{ kind: 'question_withdrawn' }]],
    ['the end, and not that its questions went', { phase: 'interviewing', releases: [question] }, { phase: 'finished' }, [{ kind: 'ended' }]],
  ] as const)('%s', (_, before, now, want) => {
    expect(changesOf(snapshot(before as Partial<SittingView>), snapshot(now as Partial<SittingView>))).toEqual(want);
  });

  it('nothing on the first look, after a reload', () => {
    expect(changesOf(undefined, snapshot({ call }))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Written } from './requests';
import { isTold, laterOf, withTold, type Told } from './told';

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 9, 0, second)).toISOString();
const seated: Written = { server_time: at(0), phase: 'seated', ends_at: at(50), given_minutes: 0, sealed: [] };
const paper: Told['paper'] = { release_id: 'r', paper_id: 'p', kind: 'pdf', title: '试卷', released_at: at(1), max_pages: 9, seed: 's', key: 'k' };
const told: Told = { kind: 'paper', at: 0, server_time: at(1), ends_at: at(55), paper, spread_ms: 3000 };

describe('a paper that is told', () => {
  it('is told apart from hints', () => {
    expect([isTold(told), isTold({ kind: 'sitting', at: 0 }), isTold({ kind: 'resync', at: 0 })]).toEqual([true, false, false]);
  });
  it.each<[string, Written | undefined, Written | undefined]>([
    ['is before who sits', seated, { ...seated, phase: 'answering', server_time: at(1), ends_at: at(55), paper, ask_after_ms: 1500 }],
    ['is nothing before the first answer, which will have it', undefined, undefined],
    ['is before who asked at the same moment', { ...seated, server_time: at(2) }, { ...seated, phase: 'answering', server_time: at(1), ends_at: at(55), paper, ask_after_ms: 1500 }],
    ['changes nothing for who has one', { ...seated, phase: 'answering' }, { ...seated, phase: 'answering' }],
    ['changes nothing that was handed in', { ...seated, phase: 'submitted' }, { ...seated, phase: 'submitted' }],
  ])('%s', (_, before, want) => expect(withTold(before, told, 0.5)).toEqual(want));
});

describe('of two answers', () => {
  const has = withTold(seated, told, 0.5)!;
  it.each<[string, Written | undefined, Written, 'before' | 'now']>([
    ['the first stands', undefined, seated, 'now'],
    ['the later stands', seated, { ...seated, server_time: at(3) }, 'now'],
    ['the earlier does not', { ...seated, server_time: at(3) }, seated, 'before'],
    ['one that was read before the paper does not', has, { ...seated, server_time: at(2) }, 'before'],
    ['one that says for long that there is none does', has, { ...seated, server_time: at(40) }, 'now'],
    ['one that says it was withdrawn does', has, { ...seated, phase: 'answering', server_time: at(2), withdrawn: { at: at(2), reason: 'x' } }, 'now'],
    ['one that has it does', has, { ...has, server_time: at(3) }, 'now'],
  ])('%s', (_, before, now, want) => expect(laterOf(before, now)).toEqual(want === 'now' ? now : before));
});

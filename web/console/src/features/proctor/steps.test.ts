import { describe, expect, it } from 'vitest';
import type { BoardSitting, Phase } from '@shared/model';
import { stepsFor } from './steps';
import type { Paper, WrittenRow } from './use-written';

const sitting = (phase: Phase) => ({ id: 's', phase, version: 3 }) as BoardSitting;
const papers = [{ id: 'p', title: 'A', state: 'ready' }, { id: 'q', title: 'B', state: 'draft' }] as Paper[];
const row = { paper: { paper_id: 'p', title: 'A' } } as WrittenRow;

describe('what a proctor can do', () => {
  it.each<[Phase, WrittenRow | undefined, string[]]>([
    ['check_in', undefined, ['time', 'pause', 'absent']],
    ['seated', undefined, ['release', 'time', 'pause', 'absent']],
    ['answering', row, ['time', 'pause', 'collect', 'withdraw']],
    ['answering', undefined, ['release', 'time', 'pause', 'collect']],
    ['answering', { ...row, pause: { since: '', reason: 'x', left_seconds: 60 } }, ['time', 'resume', 'collect', 'withdraw']],
    ['submitted', row, ['let_go', 'reopen']],
    ['finished', row, ['reopen']],
    ['absent', undefined, ['return']],
  ])('with who is in %s', (phase, its, want) => {
    expect(stepsFor(sitting(phase), its, papers).map(({ kind }) => kind)).toEqual(want);
  });
});

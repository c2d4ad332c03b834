import type { BoardSitting } from '@shared/model';
import type { Ask } from './ask-dialog';
import type { Paper, WrittenRow } from './use-written';

export type StepKind = 'release' | 'withdraw' | 'time' | 'collect' | 'reopen' | 'let_go' | 'absent' | 'return' | 'pause' | 'resume';

/** Something that a proctor can do with a candidate now; the server decides, this only offers. */
export interface ProctorStep extends Pick<Ask, 'minutes' | 'reason'> {
  kind: StepKind;
  path: string;
  paper?: string;
  body: (given: { minutes: number; reason: string }) => unknown;
}

export function stepsFor({ id, phase, version }: BoardSitting, row: WrittenRow | undefined, papers: readonly Paper[]): ProctorStep[] {
  const path = (rest: string) => `/api/sittings/${id}/${rest}`;
  const time: ProctorStep = { kind: 'time', path: path('extra-time'), minutes: 5, reason: 'owed', body: (given) => given };
  const absent: ProctorStep = { kind: 'absent', path: path('absences'), reason: 'owed', body: ({ reason }) => ({ version, reason }) };
  const why = ({ reason }: { reason: string }) => ({ reason });
  const pause: ProctorStep = row?.pause === undefined ? { kind: 'pause', path: path('pauses'), reason: 'owed', body: why } : { kind: 'resume', path: path('resumptions'), reason: 'owed', body: why };
  const release = papers
    .filter(({ state }) => state === 'ready')
    .map((paper): ProctorStep => ({ kind: 'release', path: path(`papers/${paper.id}/releases`), paper: paper.title, body: () => ({}) }));
  switch (phase) {
    case 'assigned':
    case 'check_in':
      return [time, pause, absent];
    case 'seated':
      return [...release, time, pause, absent];
    case 'answering': {
      const collect: ProctorStep = { kind: 'collect', path: path('collections'), reason: 'asked', body: ({ reason }) => ({ reason }) };
      if (row?.paper === undefined) return [...release, time, pause, collect];
      const withdraw: ProctorStep = { kind: 'withdraw', path: path(`papers/${row.paper.paper_id}/withdrawals`), paper: row.paper.title, reason: 'owed', body: ({ reason }) => ({ reason }) };
      return [time, pause, collect, withdraw];
    }
    case 'submitted':
      return [{ kind: 'let_go', path: path('departures'), body: () => ({}) }, reopen(path)];
    case 'finished':
      return [reopen(path)];
    case 'absent':
      return [{ kind: 'return', path: path('reopenings'), reason: 'owed', body: ({ reason }) => ({ version, reason }) }];
    default:
      return [];
  }
}

function reopen(path: (rest: string) => string): ProctorStep {
  return { kind: 'reopen', path: path('answer-reopenings'), minutes: 10, reason: 'owed', body: (given) => given };
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { serverNowMs } from '@shared/clock';
import type { Sent } from '@shared/model';
import { AnswerJournal, type JournalState, type Op, type ServerSheet } from './journal';
import { opStore } from './op-store';

type Sheet = Sent<components['schemas']['AnswerSheet']>;
type Acked = Sent<components['schemas']['Acked']>;

const path = (id: string, rest: string) => `/api/sittings/${id}/${rest}`;

export type Writing =
  | { kind: 'asking' }
  /** Another page or device writes; it asks which one shall (FEATURES D9). */
  | { kind: 'elsewhere' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'here'; state: JournalState };

export interface Journal {
  writing: Writing;
  type: (item: string, value: string) => void;
  flush: () => Promise<void>;
  /** Writes here from now on. */
  takeOver: () => void;
  retry: () => void;
}

/** The journal of this page, once it is the one that writes; it asks for that after a time. */
export function useJournal(sittingId: string, afterMs: number): Journal {
  const [writing, setWriting] = useState<Writing>({ kind: 'asking' });
  const journal = useRef<AnswerJournal>(undefined);
  const begin = useCallback(
    async (takeOver: boolean) => {
      try {
        const page = await pageName(sittingId);
        const sheet = await api.post<Sheet>(path(sittingId, 'answer-writers'), { page, take_over: takeOver });
        const own = new AnswerJournal({
          sittingId,
          store: opStore,
          send: (ops) => send(sittingId, page, ops),
          nowMs: serverNowMs,
          onChange: (state) => setWriting(isApiError(state.stopped, 'other_writer') ? { kind: 'elsewhere' } : { kind: 'here', state }),
        });
        journal.current = own;
        await own.start(sheetOf(sheet));
      } catch (error) {
        setWriting(isApiError(error, 'other_writer') ? { kind: 'elsewhere' } : { kind: 'failed', error });
      }
    },
    [sittingId],
  );
  useEffect(() => {
    const timer = setTimeout(() => void begin(false), afterMs);
    return () => clearTimeout(timer);
  }, [begin, afterMs]);
  return {
    writing,
    type: (item, value) => void journal.current?.type(item, value),
    flush: () => journal.current?.flush() ?? Promise.resolve(),
    takeOver: () => void begin(true),
    retry: () => void begin(false),
  };
}

async function send(sittingId: string, page: string, ops: readonly Op[]): Promise<readonly number[]> {
  const body = ops.map(({ seq, id, item, value, typedAtMs }) => ({ seq, id, item, value, typed_at: new Date(typedAtMs).toISOString() }));
  return (await api.post<Acked>(path(sittingId, 'answers'), { page, ops: body }, { timeoutMs: 10_000 })).seqs;
}

function sheetOf(sheet: Sheet): ServerSheet {
  return { lastSeq: sheet.last_seq, answers: sheet.answers.map(({ item, value, seq }) => ({ item, value, seq })) };
}

/**
 * This tab's name, the same after a reload. A duplicated tab takes the name along;
 * the lock that only one page can hold tells them apart.
 */
async function pageName(sittingId: string): Promise<string> {
  const key = `kaochang.page.${sittingId}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null && (held.has(kept) || (await hold(kept)))) return kept;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(key, fresh);
  await hold(fresh);
  return fresh;
}

const held = new Set<string>();

/** Holds a name for as long as the page lives; false when another page holds it. */
function hold(name: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((answer) => {
    void navigator.locks.request(`kaochang.page.${name}`, { ifAvailable: true }, (lock) => {
      if (lock !== null) held.add(name);
      answer(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

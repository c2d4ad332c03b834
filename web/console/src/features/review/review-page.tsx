import { Badge, Button, Checkbox, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';
import { MaterialView } from './material-view';
import type { Material, Queue } from './model';
import { RejectDialog } from './reject-dialog';
import classes from './review-page.module.css';

const PAGE = 50;
const key = ['materials'] as const;

/** What candidates hand in, settled one after another: J and K go on, P passes, R rejects (FEATURES A11). */
export default function ReviewPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState('pending');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [at, setAt] = useState(0);
  const [marked, setMarked] = useState<string[]>([]);
  const [rejecting, setRejecting] = useState(false);
  const filter = { state: state === 'all' ? undefined : state, q: q === '' ? undefined : q };
  const query = { ...filter, limit: PAGE };
  const list = useQuery({
    queryKey: [...key, query],
    queryFn: () => api.get<Queue>('/api/materials', { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const all = list.data?.materials ?? [];
  const chosen = all[Math.min(at, all.length - 1)];
  const again = () => client.invalidateQueries({ queryKey: key });
  const judge = useMutation({
    mutationFn: ({ one, pass, reason }: { one: Material; pass: boolean; reason: string }) =>
      api.post(`/api/materials/${one.id}/verdict`, { pass, reason }),
    onError: (error) => {
      const faster = isApiError(error, 'conflict') || isApiError(error, 'not_found');
      notifications.show({ color: 'red', message: t(faster ? 'review.faster' : 'error.unknown') });
    },
    onSettled: () => {
      setRejecting(false);
      return again();
    },
  });
  const pass = useMutation({
    mutationFn: (ids: string[]) => api.post<{ passed: number }>('/api/materials/passes', { ids }),
    onSuccess: ({ passed }) => notifications.show({ color: 'teal', message: t('review.passed_many', { count: passed }), autoClose: 3_000 }),
    onSettled: () => {
      setMarked([]);
      return again();
    },
  });
  const waits = chosen?.state === 'pending';
  useKeys({
    j: () => setAt((n) => Math.min(n + 1, all.length - 1)),
    k: () => setAt((n) => Math.max(n - 1, 0)),
    p: () => waits && !judge.isPending && judge.mutate({ one: chosen, pass: true, reason: '' }),
    r: () => waits && setRejecting(true),
  });
  const mark = (id: string) => setMarked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
  return (
    <Shell menu title={t('review.title')}>
      <Group mb="md" align="flex-end">
        <SegmentedControl
          size="md"
          aria-label={t('review.filter')}
          data={(['pending', 'rejected', 'passed', 'all'] as const).map((value) => ({ value, label: t(`review.state.${value}`) }))}
          value={state}
          onChange={(value) => {
            setState(value);
            setAt(0);
            setMarked([]);
          }}
        />
        <TextInput size="md" w={260} type="search" label={t('review.search')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Button size="md" disabled={marked.length === 0} loading={pass.isPending} onClick={() => pass.mutate(marked)}>
          {t('review.pass_marked', { count: marked.length })}
        </Button>
        <ExportButton path="/api/materials/export" query={filter} />
        <Text c="dimmed">{t('review.keys')}</Text>
      </Group>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.data !== undefined && (
        <Text role="status" c="dimmed" mb="xs">
          {t('review.total', { count: list.data.total })}
        </Text>
      )}
      <div className={classes.columns}>
        <Stack gap={4} component="ul" className={classes.queue} aria-label={t('review.title')}>
          {all.map((one, n) => (
            <li key={one.id} className={classes.line} data-chosen={one.id === chosen?.id} data-material={one.number}>
              <Checkbox aria-label={t('review.mark', { name: one.name, what: one.requirement })} checked={marked.includes(one.id)} disabled={one.state !== 'pending'} onChange={() => mark(one.id)} />
              <button type="button" className={classes.pick} onClick={() => setAt(n)}>
                <strong dir="auto">{one.name}</strong> {one.number}
                <br />
                {one.requirement} <StateBadge state={one.state} />
              </button>
            </li>
          ))}
        </Stack>
        {chosen !== undefined && (
          <MaterialView
            key={chosen.id}
            one={chosen}
            busy={judge.isPending}
            onPass={() => judge.mutate({ one: chosen, pass: true, reason: '' })}
            onReject={() => setRejecting(true)}
          />
        )}
      </div>
      {rejecting && chosen !== undefined && (
        <RejectDialog name={chosen.name} busy={judge.isPending} onClose={() => setRejecting(false)} onReject={(reason) => judge.mutate({ one: chosen, pass: false, reason })} />
      )}
    </Shell>
  );
}

const shades = { pending: 'orange', passed: 'teal', rejected: 'red' } as const;

function StateBadge({ state }: { state: Material['state'] }) {
  const { t } = useTranslation();
  return (
    <Badge tt="none" variant="light" color={shades[state]}>
      {t(`review.state.${state}`)}
    </Badge>
  );
}

/** Single keys, while nothing is being typed. */
function useKeys(keys: Record<string, () => unknown>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      const act = keys[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

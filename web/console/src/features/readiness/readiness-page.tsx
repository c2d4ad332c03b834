import { Anchor, Button, Group, Pagination, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { CheckDialog } from './check-dialog';
import { everybody, exportPath, PAGE, usePlaces, useReadiness, type Counts, type Filter, type Ready } from './requests';
import { Rows } from './rows';

/** Who has checked her devices, failed on what, and rehearsed (FEATURES A15, A16). */
export default function ReadinessPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everybody);
  const [q] = useDebouncedValue(filter.q.trim(), 300);
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Ready>();
  const asked = { ...filter, q };
  const list = useReadiness(asked, page);
  const narrow = (part: Partial<Filter>) => {
    setFilter({ ...filter, ...part });
    setPage(1);
  };
  return (
    <Shell menu title={t('readiness.title')}>
      <Stack gap="md" maw={1400} mx="auto">
        <Text c="dimmed">{t('readiness.hint')}</Text>
        <Narrow filter={filter} onChange={narrow} />
        {list.data !== undefined && <Standing counts={list.data.counts} filter={filter} onChange={narrow} />}
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Group justify="space-between">
              <Text role="status" c="dimmed" data-total={list.data.total}>
                {t('readiness.total', { total: list.data.total })}
              </Text>
              <Anchor href={exportPath(asked)} download>
                {t('readiness.export')}
              </Anchor>
            </Group>
            {list.data.total > 0 && <Rows rows={list.data.candidates} onOpen={setOpen} />}
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
      {open !== undefined && <CheckDialog one={open} onClose={() => setOpen(undefined)} />}
    </Shell>
  );
}

interface NarrowProps {
  filter: Filter;
  onChange: (part: Partial<Filter>) => void;
}

function Narrow({ filter, onChange }: NarrowProps) {
  const { t } = useTranslation();
  const places = usePlaces().data;
  const named = (list: readonly { id: string; name: string }[] = []) => list.map(({ id, name }) => ({ value: id, label: name }));
  const all = { placeholder: t('readiness.all'), clearable: true, clearButtonProps: { 'aria-label': t('readiness.all') }, size: 'md' } as const;
  return (
    <Group align="flex-end">
      <TextInput size="md" w={260} type="search" label={t('readiness.search')} value={filter.q} onChange={(event) => onChange({ q: event.currentTarget.value })} />
      <Select {...all} w={260} label={t('readiness.exam')} data={named(places?.exams)} value={filter.exam_id || null} onChange={(id) => onChange({ exam_id: id ?? '' })} />
      <Select {...all} w={220} label={t('readiness.college')} data={named(places?.colleges)} value={filter.college_id || null} onChange={(id) => onChange({ college_id: id ?? '' })} />
      <Select
        {...all}
        w={200}
        label={t('readiness.mock')}
        data={(['yes', 'no'] as const).map((value) => ({ value, label: t(`readiness.rehearsed.${value}`) }))}
        value={filter.mock || null}
        onChange={(mock) => onChange({ mock: mock ?? '' })}
      />
    </Group>
  );
}

const states = ['unchecked', 'failed', 'remarks', 'ready'] as const;

/** How many stand where; pressing one shows only those. */
function Standing({ counts, filter, onChange }: NarrowProps & { counts: Counts }) {
  const { t } = useTranslation();
  const button = (state: string, count: number, label: string) => (
    <Button key={state} size="compact-md" variant={filter.state === state ? 'filled' : 'default'} aria-pressed={filter.state === state} data-state={state || 'all'} onClick={() => onChange({ state })}>
      {label} {count}
    </Button>
  );
  return (
    <Group role="group" aria-label={t('readiness.column.state')}>
      {button('', counts.all, t('readiness.all'))}
      {states.map((state) => button(state, counts[state], t(`readiness.state.${state}`)))}
      <Text c="dimmed">{t('readiness.unrehearsed', { count: counts.unrehearsed })}</Text>
    </Group>
  );
}

import { Anchor, Badge, Button, Group, Menu, Pagination, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '@shared/api/hooks';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { AddDialog, EditDialog } from './edit-dialogs';
import type { Candidate } from './model';
import { CodeDialog, IdentityDialog, RemoveDialog } from './reason-dialogs';
import { downloadPath, PAGE, useCandidates, useCatalogue, type Filter } from './requests';

type Doing = 'edit' | 'code' | 'identity' | 'remove';

/** The roster: found, filtered, changed one by one, exported. */
export default function CandidatesPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [within, setWithin] = useState<{ exam_id?: string; major_id?: string }>({});
  const [page, setPage] = useState(1);
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<{ what: Doing; one: Candidate }>();
  const filter: Filter = { q: q === '' ? undefined : q, ...within };
  const list = useCandidates(filter, page);
  const close = () => setDoing(undefined);
  return (
    <Shell menu title={t('roster.title')}>
      <Stack gap="md" maw={1400} mx="auto">
        <Tools filter={filter} onAdd={() => setAdding(true)} />
        <Filters
          typed={typed}
          onType={(text) => {
            setTyped(text);
            setPage(1);
          }}
          within={within}
          onWithin={(next) => {
            setWithin(next);
            setPage(1);
          }}
        />
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <Text role="status" c="dimmed">
            {t('roster.total', { count: list.data.total })}
          </Text>
        )}
        {list.data?.total === 0 && <Text size="lg">{t(filter.q === undefined ? 'roster.none' : 'roster.none_found')}</Text>}
        {list.data !== undefined && list.data.total > 0 && (
          <CandidateTable list={list.data.candidates} onDo={(what, one) => setDoing({ what, one })} />
        )}
        {list.data !== undefined && list.data.total > PAGE && (
          <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />
        )}
      </Stack>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
      {doing?.what === 'edit' && <EditDialog one={doing.one} onClose={close} />}
      {doing?.what === 'code' && <CodeDialog one={doing.one} onClose={close} />}
      {doing?.what === 'identity' && <IdentityDialog one={doing.one} onClose={close} />}
      {doing?.what === 'remove' && <RemoveDialog one={doing.one} onClose={close} />}
    </Shell>
  );
}

function Tools({ filter, onAdd }: { filter: Filter; onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Group>
      <Button component={Link} to="/candidates/import" size="md">
        {t('roster.to_import')}
      </Button>
      <Button component={Link} to="/candidates/photos" size="md" variant="light">
        {t('roster.to_photos')}
      </Button>
      <Button size="md" variant="light" onClick={onAdd}>
        {t('roster.add')}
      </Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="md" variant="default">
            {t('roster.export')} ▾
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['xlsx', 'csv'] as const).map((format) => (
            <Menu.Item key={format} component="a" href={downloadPath('/api/candidates/export', { format, ...filter })} download>
              {t(`roster.export_${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Anchor href={downloadPath('/api/roster/template', { format: 'xlsx' })} download>
        {t('roster.template')}
      </Anchor>
    </Group>
  );
}

interface FiltersProps {
  typed: string;
  onType: (text: string) => void;
  within: { exam_id?: string; major_id?: string };
  onWithin: (within: { exam_id?: string; major_id?: string }) => void;
}

function Filters({ typed, onType, within, onWithin }: FiltersProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const majors = (catalogue.data?.majors ?? []).filter(({ exam_id: exam }) => within.exam_id === undefined || exam === within.exam_id);
  return (
    <Group align="flex-end">
      <TextInput
        size="md"
        w={320}
        type="search"
        label={t('roster.search')}
        placeholder={t('roster.search_hint')}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
      />
      <Select
        size="md"
        w={300}
        label={t('roster.field.exam')}
        placeholder={t('roster.all')}
        data={(catalogue.data?.exams ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={within.exam_id ?? null}
        onChange={(id) => onWithin(id === null ? {} : { exam_id: id })}
        clearable
        clearButtonProps={{ 'aria-label': t('roster.clear') }}
      />
      <Select
        size="md"
        w={300}
        label={t('roster.field.major')}
        placeholder={t('roster.all')}
        data={majors.map(({ id, name }) => ({ value: id, label: name }))}
        value={within.major_id ?? null}
        onChange={(id) => onWithin({ ...(within.exam_id !== undefined && { exam_id: within.exam_id }), ...(id !== null && { major_id: id }) })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('roster.clear') }}
      />
    </Group>
  );
}

function CandidateTable({ list, onDo }: { list: Candidate[]; onDo: (what: Doing, one: Candidate) => void }) {
  const { t } = useTranslation();
  const head = ['number', 'name', 'phone', 'major', 'id_number', 'photo', 'note'] as const;
  return (
    <Table.ScrollContainer minWidth={1000}>
      <Table striped highlightOnHover verticalSpacing="xs" aria-label={t('roster.title')}>
        <Table.Thead>
          <Table.Tr>
            {head.map((field) => (
              <Table.Th key={field}>{t(`roster.field.${field}`)}</Table.Th>
            ))}
            <Table.Th>{t('roster.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((one) => (
            <Table.Tr key={one.id} data-number={one.number}>
              <Table.Td>{one.number}</Table.Td>
              <Table.Td dir="auto">{one.name}</Table.Td>
              <Table.Td>{one.phone}</Table.Td>
              <Table.Td>
                {one.enrolled.map((e) => (
                  <Text key={e.major_id} size="sm">
                    {e.major} · {e.college} · {e.exam}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td>{one.id_number ?? ''}</Table.Td>
              <Table.Td>
                <Badge variant="light" tt="none" color={one.has_photo ? 'teal' : 'gray'}>
                  {t(one.has_photo ? 'roster.has_photo' : 'roster.no_photo')}
                </Badge>
              </Table.Td>
              <Table.Td>{one.note ?? ''}</Table.Td>
              <Table.Td>
                <RowMenu one={one} onDo={onDo} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RowMenu({ one, onDo }: { one: Candidate; onDo: (what: Doing, one: Candidate) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const seesIdentity = me.data?.staff?.roles?.some(({ role }) => role === 'school_admin') ?? false;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-md" variant="default" aria-label={t('roster.actions_of', { name: one.name })}>
          {t('roster.actions')} ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onDo('edit', one)}>{t('roster.edit')}</Menu.Item>
        <Menu.Item onClick={() => onDo('code', one)}>{t('roster.hand_code')}</Menu.Item>
        {seesIdentity && one.id_number !== undefined && (
          <Menu.Item onClick={() => onDo('identity', one)}>{t('roster.see_identity')}</Menu.Item>
        )}
        <Menu.Item color="red" disabled={one.begun} onClick={() => onDo('remove', one)}>
          {t(one.begun ? 'roster.begun' : 'roster.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

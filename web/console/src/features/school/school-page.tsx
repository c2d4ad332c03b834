import { Button, Checkbox, Group, Paper, Select, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { FieldError, useFieldText } from './field-error';
import { useChangeSchool, useKeepCollege, useOwnSchool, useRemoveCollege, type College, type OwnSchool } from './requests';
import { SmsSettings } from './sms-settings';

const zones = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Tokyo', 'Asia/Singapore', 'Europe/London', 'America/New_York', 'UTC'];

/** The school's own head and its colleges (FEATURES A3). */
export default function SchoolPage() {
  const { t } = useTranslation();
  const school = useOwnSchool();
  return (
    <Shell menu title={t('school.title')}>
      <Stack gap="md" maw={1000} mx="auto">
        <ErrorNotice error={school.error} onRetry={() => void school.refetch()} />
        {school.data !== undefined && (
          <>
            <Head school={school.data} />
            <Colleges colleges={school.data.colleges} />
            <SmsSettings />
          </>
        )}
      </Stack>
    </Shell>
  );
}

function Head({ school }: { school: OwnSchool }) {
  const { t } = useTranslation();
  const change = useChangeSchool();
  const wrong = useFieldText(change.error);
  const [typed, setTyped] = useState({ name: school.name, intro: school.intro, contact: school.contact, time_zone: school.time_zone, second_factor: school.second_factor });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    change.mutate(typed, { onSuccess: () => notifications.show({ color: 'teal', message: t('school.saved'), autoClose: 3_000 }) });
  };
  return (
    <Paper withBorder p="md" component="section">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput size="md" label={t('school.name')} value={typed.name} error={wrong('name')} onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })} required />
          <Text size="sm">
            {t('school.link')} <code>{`${location.origin}/s/${school.slug}`}</code>
          </Text>
          <TextInput size="md" label={t('school.contact')} description={t('school.contact_hint')} value={typed.contact} onChange={(event) => setTyped({ ...typed, contact: event.currentTarget.value })} />
          <Textarea size="md" label={t('school.intro')} value={typed.intro} onChange={(event) => setTyped({ ...typed, intro: event.currentTarget.value })} autosize minRows={2} />
          <Select
            size="md"
            label={t('school.zone')}
            description={t('school.zone_hint')}
            data={zones.includes(typed.time_zone) ? zones : [typed.time_zone, ...zones]}
            value={typed.time_zone}
            error={wrong('time_zone')}
            onChange={(zone) => setTyped({ ...typed, time_zone: zone ?? typed.time_zone })}
            allowDeselect={false}
          />
          <Checkbox
            size="md"
            label={t('school.second_factor')}
            description={t('school.second_factor_hint')}
            checked={typed.second_factor}
            onChange={(event) => setTyped({ ...typed, second_factor: event.currentTarget.checked })}
          />
          <FieldError error={change.error} />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('school.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

function Colleges({ colleges }: { colleges: College[] }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const keep = useKeepCollege();
  const remove = useRemoveCollege();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!keep.isPending) keep.mutate({ name }, { onSuccess: () => setName('') });
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="colleges-title">
      <Title order={2} id="colleges-title" mb="sm">
        {t('school.colleges')}
      </Title>
      <form onSubmit={submit}>
        <Group align="flex-end" mb="sm">
          <TextInput size="md" w={320} label={t('school.college_name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required />
          <Button type="submit" size="md" loading={keep.isPending}>
            {t('school.add_college')}
          </Button>
        </Group>
      </form>
      <FieldError error={keep.error ?? remove.error} />
      {colleges.length > 0 && (
        <Table verticalSpacing="xs" aria-labelledby="colleges-title">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('school.college_name')}</Table.Th>
              <Table.Th>{t('school.majors')}</Table.Th>
              <Table.Th>{t('school.actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {colleges.map((one) => (
              <CollegeRow key={one.id} one={one} onRename={(to) => keep.mutate({ id: one.id, name: to })} onRemove={() => remove.mutate(one.id)} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}

function CollegeRow({ one, onRename, onRemove }: { one: College; onRename: (name: string) => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  return (
    <Table.Tr>
      <Table.Td>
        {typed === undefined ? (
          one.name
        ) : (
          <TextInput aria-label={t('school.college_name')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus />
        )}
      </Table.Td>
      <Table.Td>{one.majors}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {typed === undefined ? (
            <Button size="compact-sm" variant="default" onClick={() => setTyped(one.name)}>
              {t('school.rename')}
            </Button>
          ) : (
            <Button
              size="compact-sm"
              onClick={() => {
                onRename(typed);
                setTyped(undefined);
              }}
            >
              {t('school.save')}
            </Button>
          )}
          {one.majors === 0 && (
            <Button size="compact-sm" variant="subtle" color="red" onClick={onRemove}>
              {t('school.remove')}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

import { Badge, Button, Group, Menu, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';
import { useStaff, type Binding, type Place, type StaffLine } from './requests';
import { MemberDialog, ReasonDialog } from './staff-dialogs';
import { StaffLoginsDialog } from './staff-logins';

type Doing = { what: 'add' } | { what: 'edit' | 'logins' | 'reset' | 'disable'; one: StaffLine };

/** The school's staff and their roles (FEATURES G1). */
export default function StaffPage() {
  const { t } = useTranslation();
  const me = useMe();
  const staff = useStaff();
  const [typed, setTyped] = useState('');
  const [doing, setDoing] = useState<Doing>();
  const school = me.data?.school;
  const places: Place[] = [
    ...(school ? [{ kind: 'school' as const, id: school.id, name: school.name }] : []),
    ...(staff.data?.places ?? []),
  ];
  const wanted = typed.trim().toLowerCase();
  const list = (staff.data?.staff ?? []).filter((one) => `${one.name} ${one.username}`.toLowerCase().includes(wanted));
  const close = () => setDoing(undefined);
  return (
    <Shell menu title={t('staff.title')}>
      <Stack gap="md" maw={1200} mx="auto">
        <Group align="flex-end">
          <Button size="md" onClick={() => setDoing({ what: 'add' })}>
            {t('staff.add')}
          </Button>
          <TextInput size="md" w={320} type="search" label={t('staff.search')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
          <ExportButton path="/api/staff/export" query={{ q: wanted }} />
        </Group>
        <ErrorNotice error={staff.error} onRetry={() => void staff.refetch()} />
        {staff.data !== undefined && <StaffTable list={list} places={places} onDo={setDoing} />}
      </Stack>
      {doing?.what === 'add' && <MemberDialog places={places} onClose={close} />}
      {doing?.what === 'edit' && <MemberDialog one={doing.one} places={places} onClose={close} />}
      {doing?.what === 'logins' && <StaffLoginsDialog one={doing.one} onClose={close} />}
      {(doing?.what === 'reset' || doing?.what === 'disable') && <ReasonDialog what={doing.what} one={doing.one} onClose={close} />}
    </Shell>
  );
}

function StaffTable({ list, places, onDo }: { list: StaffLine[]; places: Place[]; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('staff.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['name', 'username', 'roles', 'sign_in'] as const).map((column) => (
            <Table.Th key={column}>{t(`staff.column.${column}`)}</Table.Th>
          ))}
          <Table.Th>{t('staff.actions')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.map((one) => (
          <Table.Tr key={one.id} data-username={one.username}>
            <Table.Td dir="auto">{one.name}</Table.Td>
            <Table.Td>{one.username}</Table.Td>
            <Table.Td>
              {one.roles.length === 0 && <Text size="sm">{t('staff.no_role')}</Text>}
              {one.roles.map((role) => (
                <RoleText key={`${role.role} ${role.scope_id}`} role={role} places={places} />
              ))}
            </Table.Td>
            <Table.Td>
              <Group gap={6}>
                {one.disabled && <Badge tt="none" color="red.9">{t('staff.disabled')}</Badge>}
                {one.must_change && !one.disabled && <Badge tt="none" variant="light" color="orange">{t('staff.must_change')}</Badge>}
                {one.second_factor && <Badge tt="none" variant="light" color="teal">{t('staff.second_factor')}</Badge>}
              </Group>
            </Table.Td>
            <Table.Td>
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button size="compact-md" variant="default" aria-label={t('staff.actions_of', { name: one.name })}>
                    {t('staff.actions')} ▾
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => onDo({ what: 'edit', one })}>{t('staff.edit')}</Menu.Item>
                  <Menu.Item onClick={() => onDo({ what: 'logins', one })}>{t('staff.logins')}</Menu.Item>
                  <Menu.Item onClick={() => onDo({ what: 'reset', one })}>{t('staff.reset')}</Menu.Item>
                  <Menu.Item color="red" onClick={() => onDo({ what: 'disable', one })}>
                    {t(one.disabled ? 'staff.enable' : 'staff.disable')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RoleText({ role, places }: { role: Binding; places: Place[] }) {
  const { t } = useTranslation();
  const place = places.find((one) => one.kind === role.scope_kind && one.id === role.scope_id);
  return (
    <Text size="sm">
      {t(`role.${role.role}`)} · {place?.name ?? t(`staff.kind.${role.scope_kind}`)}
    </Text>
  );
}

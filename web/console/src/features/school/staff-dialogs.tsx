import { Alert, Button, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldError, useFieldText } from './field-error';
import { useAddStaff, useChangeStaff, useDisable, useResetPassword, type Binding, type Place, type StaffLine } from './requests';

const roles = 'school_admin college_admin steward chair examiner secretary proctor inspector marker reviewer support'.split(' ');

/** A role may be bound to these; a room's staff are usually set with the room. */
function kindsOf(role: string): readonly string[] {
  if (role === 'school_admin') return ['school'];
  if (role === 'college_admin') return ['college'];
  return ['school', 'college', 'exam', 'room'];
}

interface Typed {
  role: string;
  /** "kind id", null while it is not chosen. */
  place: string | null;
}

/** A new member of staff, whose first password is shown once, or another name and other roles for one. */
export function MemberDialog({ one, places, onClose }: { one?: StaffLine; places: Place[]; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddStaff();
  const change = useChangeStaff(one?.id ?? '');
  const error = add.error ?? change.error;
  const wrong = useFieldText(error);
  const [typed, setTyped] = useState({ username: one?.username ?? '', name: one?.name ?? '' });
  const [bound, setBound] = useState<Typed[]>((one?.roles ?? []).map((role) => ({ role: role.role, place: `${role.scope_kind} ${role.scope_id}` })));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...typed, roles: bound.flatMap(bindingOf) };
    if (one === undefined) add.mutate(body);
    else change.mutate(body, { onSuccess: onClose });
  };
  if (add.data !== undefined) {
    return (
      <Modal opened onClose={onClose} title={t('staff.added', { name: typed.name })} closeOnClickOutside={false}>
        <FirstPassword username={typed.username} password={add.data.password} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t(one === undefined ? 'staff.add' : 'staff.edit')} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput size="md" label={t('staff.column.name')} value={typed.name} error={wrong('name')} onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })} required data-autofocus />
          <TextInput
            size="md"
            label={t('staff.column.username')}
            description={t('staff.username_hint')}
            value={typed.username}
            error={wrong('username')}
            disabled={one !== undefined}
            onChange={(event) => setTyped({ ...typed, username: event.currentTarget.value })}
            required
          />
          <Roles bound={bound} places={places} onChange={setBound} />
          {wrong('roles') !== undefined && <Text c="red.9">{wrong('roles')}</Text>}
          <FieldError error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending || change.isPending}>
              {t('staff.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function bindingOf({ role, place }: Typed): Binding[] {
  const [kind, id] = (place ?? '').split(' ');
  if (kind === undefined || id === undefined) return [];
  return [{ role, scope_kind: kind as Binding['scope_kind'], scope_id: id }];
}

function Roles({ bound, places, onChange }: { bound: Typed[]; places: Place[]; onChange: (bound: Typed[]) => void }) {
  const { t } = useTranslation();
  const change = (at: number, to: Partial<Typed>) => onChange(bound.map((one, n) => (n === at ? { ...one, ...to } : one)));
  const choices = (role: string) =>
    kindsOf(role).map((kind) => ({
      group: t(`staff.kind.${kind}`),
      items: places.filter((one) => one.kind === kind).map((one) => ({ value: `${one.kind} ${one.id}`, label: one.name })),
    }));
  return (
    <Stack gap="xs" role="group" aria-label={t('staff.column.roles')}>
      <Text fw={600}>{t('staff.column.roles')}</Text>
      <Text size="sm" c="dimmed">
        {t('staff.roles_hint')}
      </Text>
      {bound.map((one, n) => (
        <Group key={n} wrap="nowrap">
          <Select
            size="md"
            w={180}
            aria-label={t('staff.role_n', { n: n + 1 })}
            data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            value={one.role}
            onChange={(role) => change(n, { role: role ?? one.role, place: null })}
            allowDeselect={false}
          />
          <Select
            size="md"
            flex={1}
            aria-label={t('staff.place_n', { n: n + 1 })}
            placeholder={t('staff.choose_place')}
            data={choices(one.role)}
            value={one.place}
            onChange={(place) => change(n, { place })}
            searchable
            required
          />
          <Button variant="subtle" color="red" aria-label={t('staff.drop_role', { n: n + 1 })} onClick={() => onChange(bound.filter((_, at) => at !== n))}>
            ✕
          </Button>
        </Group>
      ))}
      <Group>
        <Button variant="light" onClick={() => onChange([...bound, { role: 'examiner', place: null }])}>
          {t('staff.add_role')}
        </Button>
      </Group>
    </Stack>
  );
}

function FirstPassword({ username, password, onClose }: { username: string; password: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Alert color="orange" variant="light">
        {t('staff.password_hint')}
      </Alert>
      <Text>
        {t('staff.column.username')}: <code data-testid="first-username">{username}</code>
      </Text>
      <Text>
        {t('staff.first_password')}: <code data-testid="first-password">{password}</code>
      </Text>
      <Group justify="flex-end">
        <CopyButton value={`${username} ${password}`}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'staff.copied' : 'staff.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t('staff.noted')}</Button>
      </Group>
    </Stack>
  );
}

/** What needs a reason: a new first password, and letting somebody sign in no more or again. */
export function ReasonDialog({ what, one, onClose }: { what: 'reset' | 'disable'; one: StaffLine; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const reset = useResetPassword(one.id);
  const disable = useDisable(one.id);
  const name = what === 'reset' ? 'reset' : one.disabled ? 'enable' : 'disable';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (what === 'reset') reset.mutate(reason);
    else disable.mutate({ disabled: !one.disabled, reason }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={`${t(`staff.${name}`)} · ${one.name}`} closeOnClickOutside={reset.data === undefined}>
      {reset.data !== undefined ? (
        <FirstPassword username={one.username} password={reset.data.password} onClose={onClose} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text>{t(`staff.${name}_hint`)}</Text>
            <TextInput size="md" label={t('staff.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required data-autofocus />
            <FieldError error={reset.error ?? disable.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" color={name === 'enable' ? 'teal.9' : 'red.9'} loading={reset.isPending || disable.isPending}>
                {t(`staff.${name}`)}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roomRoles, type Room, type SetUp } from './model';
import { PartForm, PartSection } from './part-section';
import { useStaffForRooms } from './requests';

/** Rooms and who minds them. */
export function RoomsSection({ set, step }: { set: SetUp; step: number }) {
  return (
    <PartSection
      examId={set.id}
      kind="rooms"
      step={step}
      parts={set.rooms}
      columns={['name', 'staff', 'contact']}
      nameOf={(one) => one.name}
      cells={(one) => [one.name, <Members key="staff" room={one} />, one.contact]}
      form={(one, close) => <RoomForm set={set} one={one} onClose={close} />}
    />
  );
}

function Members({ room }: { room: Room }) {
  const { t } = useTranslation();
  if (room.staff.length === 0) return <Text c="red.9">{t('planning.rooms.nobody')}</Text>;
  return (
    <>
      {room.staff.map((one) => (
        <Text key={`${one.staff_id} ${one.role}`} size="sm">
          {t(`role.${one.role}`)}: {one.name}
        </Text>
      ))}
    </>
  );
}

interface Place {
  staff_id: string | null;
  role: string;
}

function RoomForm({ set, one, onClose }: { set: SetUp; one: Room | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ name: one?.name ?? '', intro: one?.intro ?? '', contact: one?.contact ?? '' });
  const [places, setPlaces] = useState<Place[]>(
    one === undefined ? [{ staff_id: null, role: 'steward' }, { staff_id: null, role: 'chair' }] : one.staff.map(({ staff_id, role }) => ({ staff_id, role })),
  );
  const field = (key: keyof typeof typed) => ({
    size: 'md' as const,
    value: typed[key],
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [key]: event.currentTarget.value }),
  });
  return (
    <PartForm
      examId={set.id}
      kind="rooms"
      title={t(one === undefined ? 'planning.rooms.add' : 'planning.rooms.edit')}
      body={() => ({ id: one?.id, kind: one?.kind, ...typed, staff: places.filter(({ staff_id: who }) => who !== null) })}
      onClose={onClose}
    >
      <TextInput label={t('planning.column.name')} data-autofocus required {...field('name')} />
      <Textarea label={t('planning.column.intro')} description={t('planning.rooms.intro_hint')} autosize minRows={2} {...field('intro')} />
      <TextInput label={t('planning.column.contact')} description={t('planning.rooms.contact_hint')} {...field('contact')} />
      <Places examId={set.id} places={places} onChange={setPlaces} />
    </PartForm>
  );
}

function Places({ examId, places, onChange }: { examId: string; places: Place[]; onChange: (places: Place[]) => void }) {
  const { t } = useTranslation();
  const staff = useStaffForRooms(examId);
  const people = (staff.data?.staff ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const change = (at: number, to: Partial<Place>) => onChange(places.map((one, n) => (n === at ? { ...one, ...to } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={t('planning.column.staff')}>
      <Text fw={600}>{t('planning.column.staff')}</Text>
      {places.map((one, n) => (
        <Group key={n} wrap="nowrap">
          <Select
            size="md"
            w={170}
            aria-label={t('planning.rooms.role_of', { n: n + 1 })}
            data={roomRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            value={one.role}
            onChange={(role) => change(n, { role: role ?? one.role })}
            allowDeselect={false}
          />
          <Select
            size="md"
            flex={1}
            aria-label={t('planning.rooms.person', { n: n + 1 })}
            placeholder={t('planning.rooms.choose')}
            data={people}
            value={one.staff_id}
            onChange={(who) => change(n, { staff_id: who })}
            searchable
            nothingFoundMessage={t('planning.rooms.no_staff')}
          />
          <Button variant="subtle" color="red" aria-label={t('planning.rooms.drop', { n: n + 1 })} onClick={() => onChange(places.filter((_, at) => at !== n))}>
            ✕
          </Button>
        </Group>
      ))}
      <Group>
        <Button variant="light" onClick={() => onChange([...places, { staff_id: null, role: 'examiner' }])}>
          {t('planning.rooms.add_person')}
        </Button>
      </Group>
    </Stack>
  );
}

import { Button, Group, MultiSelect, NumberInput, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetUp } from './model';
import { PlanError } from './part-section';
import { PromisedDraw } from './promise';
import { useDrawPanel, useStaffForRooms, useTryPanel, type PanelWish } from './requests';

/** Examiners dealt into rooms by lot (FEATURES A17). */
export function PanelDraw({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  const staff = useStaffForRooms(set.id);
  const [wish, setWish] = useState<PanelWish>({ room_ids: [], staff_ids: [], per_room: 1, role: 'examiner' });
  const trial = useTryPanel(set.id);
  const draw = useDrawPanel(set.id);
  if (set.rooms.length === 0) return null;
  const change = (part: Partial<PanelWish>) => {
    setWish({ ...wish, ...part });
    trial.reset();
    draw.reset();
  };
  const roomName = (id: string) => set.rooms.find((one) => one.id === id)?.name ?? '';
  return (
    <Paper component="section" withBorder p="md" id="panel-draw" aria-labelledby="panel-draw-title">
      <Title order={2} id="panel-draw-title" mb="sm">
        {t('planning.panel_draw.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('planning.panel_draw.hint')}
      </Text>
      <Stack gap="sm">
        <MultiSelect
          size="md"
          searchable
          label={t('planning.panel_draw.rooms')}
          placeholder={wish.room_ids.length === 0 ? t('planning.panel_draw.choose_rooms') : ''}
          data={set.rooms.map(({ id, name }) => ({ value: id, label: name }))}
          value={wish.room_ids}
          onChange={(ids) => change({ room_ids: ids })}
        />
        <MultiSelect
          size="md"
          searchable
          label={t('planning.panel_draw.pool')}
          placeholder={wish.staff_ids.length === 0 ? t('planning.panel_draw.choose_pool') : ''}
          data={(staff.data?.staff ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={wish.staff_ids}
          onChange={(ids) => change({ staff_ids: ids })}
        />
        <Group align="flex-end">
          <NumberInput
            size="md"
            w={170}
            min={1}
            max={50}
            label={t('planning.panel_draw.per_room')}
            value={wish.per_room}
            onChange={(n) => change({ per_room: Math.max(1, Number(n) || 1) })}
          />
          <Select
            size="md"
            w={200}
            label={t('planning.panel_draw.role')}
            data={(['examiner', 'chair', 'secretary'] as const).map((one) => ({ value: one, label: t(`role.${one}`) }))}
            value={wish.role}
            onChange={(one) => one !== null && change({ role: one })}
            allowDeselect={false}
          />
          <Button
            size="md"
            variant="light"
            disabled={wish.room_ids.length === 0 || wish.staff_ids.length === 0}
            loading={trial.isPending}
            onClick={() => trial.mutate(wish)}
          >
            {t('planning.panel_draw.try')}
          </Button>
        </Group>
        <PlanError error={staff.error ?? trial.error ?? draw.error} />
        {trial.data !== undefined && (
          <Paper withBorder p="sm" role="status">
            <Text fw={600}>{t('planning.panel_draw.might')}</Text>
            {(trial.data.rooms ?? []).map((one) => (
              <Text key={one.room_id} size="sm">
                {roomName(one.room_id)}: {(one.staff ?? []).map(({ name }) => name).join('、')}
              </Text>
            ))}
            <PromisedDraw
              examId={set.id}
              label={t('planning.panel_draw.do')}
              busy={draw.isPending}
              onDraw={(promised) =>
                draw.mutate(
                  { ...wish, ...promised },
                  {
                    onSuccess: () => {
                      notifications.show({ color: 'teal', message: t('planning.panel_draw.done'), autoClose: 4_000 });
                      trial.reset();
                    },
                  },
                )
              }
            />
          </Paper>
        )}
      </Stack>
    </Paper>
  );
}

import { Alert, Button, Group, MultiSelect, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSessionChoices, type SetUp } from './model';
import { PlanError } from './part-section';
import { usePublish } from './requests';

/** How many candidates do not see their places yet, and the way to show them (FEATURES A17); nothing where all do. */
export function PublishPlaces({ set }: { set: SetUp }) {
  const { t } = useTranslation();
  const choices = useSessionChoices(set);
  const [chosen, setChosen] = useState<string[]>([]);
  const publish = usePublish(set.id);
  const waiting = set.sessions.filter((one) => one.unpublished > 0);
  if (waiting.length === 0) return null;
  const sessions = chosen.filter((id) => waiting.some((one) => one.id === id));
  const count = waiting.reduce((sum, one) => sum + (sessions.length === 0 || sessions.includes(one.id) ? one.unpublished : 0), 0);
  const total = waiting.reduce((sum, one) => sum + one.unpublished, 0);
  return (
    <Alert color="orange" variant="light" title={t('planning.publish.waiting', { count: total })} data-unpublished={total}>
      <Text size="sm" mb="xs">
        {t('planning.publish.hint')}
      </Text>
      <Group align="flex-end">
        <MultiSelect
          size="md"
          flex={1}
          label={t('planning.publish.which')}
          placeholder={sessions.length === 0 ? t('planning.publish.all') : ''}
          data={waiting.map((one) => ({
            value: one.id,
            label: `${choices.find(({ value }) => value === one.id)?.label ?? ''} · ${t('planning.seats.people', { count: one.unpublished })}`,
          }))}
          value={sessions}
          onChange={setChosen}
        />
        <Button
          size="md"
          loading={publish.isPending}
          onClick={() =>
            publish.mutate(sessions, {
              onSuccess: ({ published }) => {
                setChosen([]);
                notifications.show({ color: 'teal', message: t('planning.publish.done', { count: published }), autoClose: 4_000 });
              },
            })
          }
        >
          {t('planning.publish.do', { count })}
        </Button>
      </Group>
      <PlanError error={publish.error} />
    </Alert>
  );
}

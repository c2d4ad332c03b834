import { Badge, Modal, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { valuesOf, verdictColours, type DeviceCheck } from '@shared/device-check';
import type { Ready } from './requests';

/** All that was measured of one candidate's devices, for whoever helps her. */
export function CheckDialog({ one, onClose }: { one: Ready; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size="xl" title={t('readiness.details_of', { name: one.name })}>
      <Stack gap="lg">
        {one.checks.map((check) => (
          <Check key={check.position} check={check} />
        ))}
      </Stack>
    </Modal>
  );
}

function Check({ check }: { check: DeviceCheck }) {
  const { t, i18n } = useTranslation();
  const name = t(`position.${check.position}`);
  return (
    <section aria-label={name}>
      <Title order={3} size="h4">
        {name}
      </Title>
      <Text c="dimmed">
        {check.label} · {new Date(check.finished_at ?? check.started_at).toLocaleString(i18n.language)}
      </Text>
      <Table verticalSpacing={4} aria-label={name}>
        <Table.Tbody>
          {check.findings.map(({ item, verdict, reasons }) => (
            <Table.Tr key={item} data-item={item} data-verdict={verdict}>
              <Table.Th scope="row">{t(`check.item.${item}`)}</Table.Th>
              <Table.Td>
                <Badge tt="none" variant="outline" color={verdictColours[verdict]}>
                  {t(`check.verdict.${verdict}`)}
                </Badge>
              </Table.Td>
              <Table.Td>{valuesOf(item, check.measured, t)}</Table.Td>
              <Table.Td>{(reasons ?? []).map((reason) => t(`check.reason.${reason}`)).join(' · ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { valuesOf, verdictColours, type DeviceCheck, type Finding } from '@shared/device-check';
import './texts';
import classes from './device-check.module.css';

export interface FindingsProps {
  check: Pick<DeviceCheck, 'findings' | 'measured'>;
  /** Leaves out what is well. */
  onlyProblems?: boolean;
  /** Tries an item again. */
  onRetry?: (item: string) => void;
}

/** Each item with its verdict, what was measured, and for each problem why and the way out. */
export function Findings({ check, onlyProblems = false, onRetry }: FindingsProps) {
  const { t } = useTranslation();
  const shown = check.findings.filter(({ reasons }) => !onlyProblems || (reasons ?? []).length > 0);
  if (shown.length === 0) return null;
  return (
    <ul className={classes.findings} aria-label={t('device_check.findings')}>
      {shown.map((one) => (
        <Item key={one.item} one={one} values={valuesOf(one.item, check.measured, t)} onRetry={onRetry} />
      ))}
    </ul>
  );
}

function Item({ one, values, onRetry }: { one: Finding; values: string; onRetry: FindingsProps['onRetry'] }) {
  const { t } = useTranslation();
  const { item, verdict, reasons } = one;
  const name = t(`check.item.${item}`);
  return (
    <li className={classes.finding} data-item={item} data-verdict={verdict}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={600}>{name}</Text>
        <Badge tt="none" variant="outline" color={verdictColours[verdict]}>
          {t(`check.verdict.${verdict}`)}
        </Badge>
      </Group>
      {values !== '' && (
        <Text size="sm" c="var(--ink-soft)">
          {values}
        </Text>
      )}
      {(reasons ?? []).map((reason) => (
        <div key={reason} data-reason={reason} className={classes.reason}>
          <Text fw={550} c={verdictColours[verdict]}>
            {t(`check.reason.${reason}`)}
          </Text>
          <Text size="sm">{t(`check_fix.${reason}`)}</Text>
        </div>
      ))}
      {onRetry !== undefined && (reasons ?? []).length > 0 && (
        <Button mt="xs" size="compact-md" variant="default" aria-label={t('device_check.retry_item', { item: name })} onClick={() => onRetry(item)}>
          {t('action.retry')}
        </Button>
      )}
    </li>
  );
}

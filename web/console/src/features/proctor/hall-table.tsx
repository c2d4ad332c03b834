import { Badge, Button, Table, UnstyledButton } from '@mantine/core';
import { memo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '@shared/clock';
import type { BoardSitting } from '@shared/model';
import { PhaseBadge } from '@shared/ui';
import classes from './proctor.module.css';
import { columns, sorted, troublesOf, type Column, type Line, type Trouble } from './worst';

/** How often the order follows the clock, in ms: a table that moves under the hand is no help. */
const FOLLOWS_MS = 5_000;

interface HallTableProps {
  /** What can be done with a candidate, beside her line. */
  actions: (sitting: BoardSitting) => ReactNode;
  lines: readonly Line[];
  onLook: (sittingId: string) => void;
}

/** The session as a table: how far everybody is, who needs a look first (FEATURES D2, D4, D9). */
export function HallTable({ lines, actions, onLook }: HallTableProps) {
  const { t } = useTranslation();
  const [by, setBy] = useState<{ column: Column; backwards: boolean }>({ column: 'worst', backwards: false });
  const nowMs = Math.floor(useServerNow() / FOLLOWS_MS) * FOLLOWS_MS;
  const heading = (column: Column) => (
    <Table.Th key={column} scope="col" aria-sort={by.column !== column ? 'none' : by.backwards ? 'descending' : 'ascending'}>
      <UnstyledButton className={classes.heading} onClick={() => setBy({ column, backwards: by.column === column && !by.backwards })}>
        {t(`proctor.column.${column}`)}
        {by.column === column && <span aria-hidden="true"> {by.backwards ? '↓' : '↑'}</span>}
      </UnstyledButton>
    </Table.Th>
  );
  return (
    <Table className={classes.table} stickyHeader striped aria-label={t('proctor.candidates')} data-testid="hall-table">
      <Table.Thead>
        <Table.Tr>
          {columns.map(heading)}
          {heading('worst')}
          <Table.Th aria-label={t('proctor.look')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted(lines, by.column, nowMs, by.backwards).map((line) => (
          <HallRow key={line.sitting.id} line={line} wrong={troublesOf(line, nowMs).join(' ')} onLook={onLook} actions={actions} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** One candidate; drawn anew only when something about her changes, of which her actions follow. */
const HallRow = memo(
  function HallRow({ line, wrong, actions, onLook }: Omit<HallTableProps, 'lines'> & { line: Line; wrong: string }) {
    const { t, i18n } = useTranslation();
    const { sitting, row, secondCamera } = line;
    const at = (instant: string | undefined) => (instant === undefined ? '—' : new Date(instant).toLocaleTimeString(i18n.language, { hour12: false }));
    const camera = (position: number) => {
      const online = sitting.devices.find((device) => device.position === position)?.state === 'online';
      return <span data-camera={position} data-online={online}>{t(online ? 'proctor.camera_on' : 'proctor.camera_off')}</span>;
    };
    return (
      <Table.Tr data-line={sitting.candidate.name} data-wrong={wrong === '' ? undefined : wrong}>
        <Table.Td>
          {sitting.order} {sitting.candidate.name}
        </Table.Td>
        <Table.Td>
          <PhaseBadge phase={sitting.phase} />
        </Table.Td>
        <Table.Td>{camera(1)}</Table.Td>
        <Table.Td>{secondCamera === 'none' ? '—' : camera(2)}</Table.Td>
        <Table.Td className="numeral">{at(row?.paper?.opened_at)}</Table.Td>
        <Table.Td className="numeral">{row?.paper?.kind === 'online' ? `${row.answered}/${row.paper.items}` : '—'}</Table.Td>
        <Table.Td className="numeral">{at(row?.saved_at)}</Table.Td>
        <Table.Td className="numeral">{row?.pages === undefined ? '—' : row.pages.files.length}</Table.Td>
        <Table.Td className="numeral">{at(row?.submitted_at)}</Table.Td>
        <Table.Td>
          {wrong === '' ? '—' : (wrong.split(' ') as Trouble[]).map((one) => (
            <Badge key={one} color="red.9" tt="none" mr={4}>
              {t(`proctor.trouble.${one}`)}
            </Badge>
          ))}
        </Table.Td>
        <Table.Td className={classes.buttons}>
          <Button size="compact-md" variant="light" onClick={() => onLook(sitting.id)} aria-label={t('proctor.look_at', { name: sitting.candidate.name })}>
            {t('proctor.look')}
          </Button>
          {actions(sitting)}
        </Table.Td>
      </Table.Tr>
    );
  },
  (before, now) => before.wrong === now.wrong && before.onLook === now.onLook && JSON.stringify(before.line) === JSON.stringify(now.line),
);

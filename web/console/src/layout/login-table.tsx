import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '@shared/api/schema';

type Login = components['schemas']['StaffLogin'];

export interface LoginTableProps<One extends Login> {
  logins: readonly One[];
  /** What a login's row offers. */
  action: (one: One) => ReactNode;
  /** What the table is called: a text, or the id of its heading. */
  label: { 'aria-label': string } | { 'aria-labelledby': string };
}

/** Where somebody is signed in: device, address, since when. */
export function LoginTable<One extends Login>({ logins, action, label }: LoginTableProps<One>) {
  const { t, i18n } = useTranslation();
  return (
    <Table {...label}>
      <Table.Thead>
        <Table.Tr>
          {(['device', 'from', 'since', 'action'] as const).map((column) => (
            <Table.Th key={column}>{t(`account.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {logins.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{one.label}</Table.Td>
            <Table.Td>{one.addr}</Table.Td>
            <Table.Td>{new Date(one.created_at).toLocaleString(i18n.language)}</Table.Td>
            <Table.Td>{action(one)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

import { Alert, Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './identity.module.css';
import type { IdentityRecord } from './identity-requests';

const verdicts = { passed: 'teal', failed: 'orange', person: 'blue' } as const;
const results = { matches: 'teal', differs: 'red', missing: 'orange' } as const;
const databases = ['application', 'education', 'population', 'integrity'] as const;

/** What the machine found, as advice; her answers to the notice; what was odd; what people decided. */
export function Findings({ record }: { record: IdentityRecord }) {
  const { t, i18n } = useTranslation();
  const time = (at: string) => new Date(at).toLocaleTimeString(i18n.language, { hour12: false });
  return (
    <section className={classes.block} aria-label={t('identity.findings')}>
      <h3>{t('identity.findings')}</h3>
      {record.no_face_check && <Text size="sm">{t('identity.no_face_check')}</Text>}
      <ul className={classes.lines}>
        {record.consents.map((one) => (
          <li key={one.at}>
            {time(one.at)} · {t(one.agreed ? 'identity.agreed' : 'identity.refused')}
            {one.device !== '' && ` · ${one.device}`}
          </li>
        ))}
        {record.tries.map((one, n) => (
          <li key={one.submitted_at} data-testid="identity-try">
            {time(one.submitted_at)} · {t('identity.try', { n: n + 1 })}{' '}
            {one.verdict === undefined ? (
              <Badge variant="light" tt="none" color="gray">{t('identity.queued')}</Badge>
            ) : (
              <Badge variant="light" tt="none" color={verdicts[one.verdict]}>{t(`identity.verdict.${one.verdict}`)}</Badge>
            )}{' '}
            {one.reasons.map((reason) => t(`identity.reason.${reason}`)).join(t('list.comma'))}
            {one.similarity > 0 && ` · ${t('identity.similarity', { n: one.similarity, least: record.threshold })}`}
          </li>
        ))}
        {record.id_checks.map((one) => (
          <li key={one.at}>
            {time(one.at)} · {one.by}{' '}
            <Badge variant="light" tt="none" color={one.confirmed ? 'teal' : 'red'}>{t(one.confirmed ? 'identity.confirmed' : 'identity.rejected')}</Badge> {one.reason}
          </li>
        ))}
      </ul>
      {record.tries.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('identity.advice')}
        </Text>
      )}
      {record.flags.length > 0 && (
        <Alert color="red" variant="light" title={t('identity.odd')} data-testid="identity-flags">
          <ul className={classes.lines}>
            {record.flags.map((flag) => (
              <li key={flag.kind}>
                {t(`identity.flag.${flag.kind}`)} × {flag.count} · {time(flag.last_at)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </section>
  );
}

/** The lines of the four databases (FEATURES G8). */
export function DatabaseLines({ record }: { record: IdentityRecord }) {
  const { t } = useTranslation();
  return (
    <section className={classes.block} aria-label={t('identity.databases')} data-testid="identity-databases">
      <h3>{t('identity.databases')}</h3>
      {record.databases.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('identity.no_lines')}
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {databases.map((name) => {
              const line = record.databases.find(({ database }) => database === name);
              return (
                <Table.Tr key={name} data-database={name} data-result={line?.result}>
                  <Table.Th>{t(`identity.database.${name}`)}</Table.Th>
                  <Table.Td>
                    {line === undefined ? (
                      <Text span c="dimmed">{t('identity.no_line')}</Text>
                    ) : (
                      <>
                        <Badge variant="light" tt="none" color={results[line.result]}>{t(`identity.result.${line.result}`)}</Badge> {line.note}
                      </>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
